/** How long a breaker stays open: delays that grow from one opening to the next, until it was closed for long enough. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import { type Backoff, delayMs } from '../machines/backoff.ts'

export class OpenTimes {
  /** How many there were in a row, this one included. */
  openings = 0
  /** When the present one is over, in ms since the epoch; null while there is none. */
  until: number | null = null
  readonly #backoff: Backoff
  readonly #clock: Clock
  readonly #random: Random
  #closedAt: number
  #delayMs = 0
  #timer: Timer | null = null

  constructor(backoff: Backoff, clock: Clock, random: Random) {
    this.#backoff = backoff
    this.#clock = clock
    this.#random = random
    this.#closedAt = clock.now()
  }

  /** The breaker is closed from now on. */
  closed(): void {
    this.#closedAt = this.#clock.now()
  }

  /** @param wasClosed whether it opens from closed, rather than after a probe. */
  begin(wasClosed: boolean, over: () => void): void {
    if (wasClosed && this.#clock.now() - this.#closedAt >= this.#backoff.stableMs) {
      this.openings = 0
      this.#delayMs = 0
    }
    this.openings += 1
    this.#delayMs = delayMs(this.#backoff, this.openings, this.#delayMs, this.#random)
    this.until = this.#clock.wall() + this.#delayMs
    this.#timer = this.#clock.after(this.#delayMs, over)
  }

  cancel(): void {
    this.until = null
    this.#timer?.cancel()
    this.#timer = null
  }
}
