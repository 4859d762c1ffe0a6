/** The queue before a narrow way: all its connections wait in one line, and what is sent first goes first. */
import type { Clock, Timer } from '../../clock/clock.ts'
import { Fifo } from './fifo.ts'

interface Waiting {
  readonly bytes: number
  readonly go: () => void
}

const PACKET_BYTES = 1_460
const PIECES_PER_SECOND = 50

export class Lane {
  readonly #clock: Clock
  readonly #line = new Fifo<Waiting>()
  #bytesPerSecond = Number.POSITIVE_INFINITY
  /** Runs while something is on its way into the wire. */
  #timer: Timer | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether whatever sets off now has to wait. */
  get isNarrow(): boolean {
    return this.#bytesPerSecond !== Number.POSITIVE_INFINITY
  }

  /** What goes at once, so that whoever receives hears bytes trickle: a fiftieth of a second's, at most a packet of Ethernet. */
  get pieceBytes(): number {
    return Math.min(PACKET_BYTES, Math.max(1, Math.floor(this.#bytesPerSecond / PIECES_PER_SECOND)))
  }

  /** From the next one in line on; without limit, the whole line goes at once. */
  limit(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond
    if (this.isNarrow) return
    this.#timer?.cancel()
    this.#timer = null
    for (let next = this.#line.shift(); next !== null; next = this.#line.shift()) next.go()
  }

  /** Calls `go` when those before it have gone and `bytes` have passed. */
  enter(bytes: number, go: () => void): void {
    this.#line.push({ bytes, go })
    if (this.#timer === null) this.#pass()
  }

  #pass(): void {
    const { first } = this.#line
    if (first === null) return
    this.#timer = this.#clock.after((first.bytes / this.#bytesPerSecond) * 1_000, () => {
      this.#timer = null
      this.#line.shift()
      first.go()
      this.#pass()
    })
  }
}
