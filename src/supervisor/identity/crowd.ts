/** How many connections each address has, handshakes under way included. */
import { blockOf } from './address.ts'

export class Crowd {
  readonly max: number
  readonly #counts = new Map<string, number>()

  constructor(max: number) {
    this.max = max
  }

  /** One more from there, unless that is too many. Who has no address is not counted: a unix socket has permissions. */
  arrives(peer: string | null): boolean {
    if (peer === null) return true
    const block = blockOf(peer)
    const count = this.#counts.get(block) ?? 0
    if (count >= this.max) return false
    this.#counts.set(block, count + 1)
    return true
  }

  leaves(peer: string | null): void {
    if (peer === null) return
    const block = blockOf(peer)
    const count = (this.#counts.get(block) ?? 0) - 1
    if (count > 0) this.#counts.set(block, count)
    else this.#counts.delete(block)
  }

  /** How many addresses have connections. */
  get size(): number {
    return this.#counts.size
  }
}
