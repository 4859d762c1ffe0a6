/** Watches business data: a peer may answer every ping while its feed has stopped. */
import { NEVER } from './never.ts'

/** All times are attention in ms. */
export class Freshness {
  /** Whether data has been missing for too long, and somebody was told. */
  isStale = false
  readonly #staleAfterMs: number
  #freshAt: number
  #isProven = false

  constructor(staleAfterMs: number, now: number) {
    this.#staleAfterMs = staleAfterMs
    this.#freshAt = now
  }

  /** Data came; answers whether it had been missed. */
  fresh(at: number): boolean {
    const wasStale = this.isStale
    this.#isProven = true
    this.#freshAt = at
    this.isStale = false
    return wasStale
  }

  /** Its link takes the place of another one: until data has come over it, what came over that one counts. */
  succeed(before: Freshness): void {
    this.isStale = before.isStale
    if (!this.#isProven) this.#freshAt = before.#freshAt
  }

  /** Nobody read for so long. */
  excuse(ms: number): void {
    this.#freshAt += ms
  }

  /** Whether data has just become stale. @param settled see `Attention.settled`. */
  look(settled: number): boolean {
    if (this.isStale || settled - this.#freshAt < this.#staleAfterMs) return false
    this.isStale = true
    return true
  }

  /** For how long nothing has come. */
  silentMs(now: number): number {
    return now - this.#freshAt
  }

  /** When to look again. */
  get dueAt(): number {
    return this.isStale ? NEVER : this.#freshAt + this.#staleAfterMs
  }
}
