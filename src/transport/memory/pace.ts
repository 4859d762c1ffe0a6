/** How a process that reads slowly reads one connection: a little, then nothing for as long as that little takes. */
import type { Clock } from '../../clock/clock.ts'

/** So often it reads, where a byte at a time is not too much already. */
const READS_PER_SECOND = 10

export class Pace {
  readonly #clock: Clock
  /** Nothing is read before. */
  #againAt = Number.NEGATIVE_INFINITY
  #waits = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many of `bytes` are read now, all or nothing if `isWhole`; 0 for none, and `later` is called in time. */
  grant(bytes: number, bytesPerSecond: number, isWhole: boolean, later: () => void): number {
    if (bytesPerSecond === 0) return 0
    const now = this.#clock.now()
    if (now < this.#againAt) {
      this.#wait(this.#againAt - now, later)
      return 0
    }
    const read = isWhole ? bytes : Math.min(bytes, Math.max(1, Math.floor(bytesPerSecond / READS_PER_SECOND)))
    this.#againAt = now + (read / bytesPerSecond) * 1_000
    return read
  }

  #wait(ms: number, later: () => void): void {
    if (this.#waits) return
    this.#waits = true
    this.#clock.after(ms, () => {
      this.#waits = false
      later()
    })
  }
}
