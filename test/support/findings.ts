/** What a sorter found, written down in order. */
import type { Payload, SorterOwner } from '../../src/transport/transport.ts'

const textOf = (payload: Payload) =>
  typeof payload === 'string' ? payload : new TextDecoder().decode(payload)

/** Writes down what was found; answers wait for as many pongs as the test says. */
export class Findings implements SorterOwner {
  readonly log: string[] = []
  awaited: number

  constructor(awaited: number) {
    this.awaited = awaited
  }

  get awaitedPongs(): number {
    return this.awaited
  }
  ponged(): void {
    this.log.push('pong')
    if (this.awaited > 0) this.awaited -= 1
  }
  pinged(pong: Payload | null): void {
    this.log.push(pong === null ? 'ping' : `ping → ${textOf(pong)}`)
  }
  business(data: Uint8Array): void {
    this.log.push(`“${textOf(data)}”`)
  }
  /** All business bytes, one after another. */
  get text(): string {
    return this.log.flatMap((entry) => (entry.startsWith('“') ? [entry.slice(1, -1)] : [])).join('')
  }
}
