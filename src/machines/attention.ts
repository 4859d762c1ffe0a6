/**
 * The clock of time in which this process ran and could have heard a peer.
 *
 * Timers that expired while the process did not run fire before the replies that wait in the sockets are read; a
 * deadline measured by the wall would then convict a healthy peer. So each look at the clock may add at most `capMs`
 * of attention: a longer gap means that we did not run, and is not charged to anybody.
 */
import { LONG_AGO } from './never.ts'

export class Attention {
  /** Attention gathered so far, in ms, as of the last tick. */
  value = 0
  /** The attention at which the latest stall was noticed; LONG_AGO when there was none. */
  stalledAt = LONG_AGO
  /**
   * The attention up to which peers may be judged. It lags behind {@link value} in a tick that came out of a stall:
   * what arrived meanwhile waits in the sockets, which are read between two ticks.
   */
  settled = 0
  readonly #capMs: number
  #before: number
  #awake = true

  /** @param capMs the longest gap between two ticks that counts in full; longer ones are stalls. */
  constructor(capMs: number, now: number) {
    this.#capMs = capMs
    this.#before = now
  }

  /** Notes that we run, at `now`; answers the gap since the tick before when it was a stall, else 0. */
  tick(now: number): number {
    const gap = now - this.#before
    this.#before = now
    if (gap <= this.#capMs) {
      this.value += gap
      this.settled = this.value
      return 0
    }
    this.settled = this.value
    this.value += this.#capMs
    this.stalledAt = this.value
    return gap
  }

  /** The attention between two ticks, at `now`. Never above what the next tick will say. */
  at(now: number): number {
    const gap = now - this.#before
    return this.value + (this.#awake ? Math.min(gap, this.#capMs) : gap)
  }

  /** Stops ticking at `now`: nothing is due that could be charged, so until {@link wake} all time counts. */
  sleep(now: number): void {
    this.value = this.at(now)
    this.#before = now
    this.#awake = false
  }

  /** Ticks again from `now` on, after a time in which nobody looked; that time is no stall. */
  wake(now: number): void {
    this.value = this.at(now)
    this.#before = now
    this.#awake = true
    this.settled = this.value
  }
}
