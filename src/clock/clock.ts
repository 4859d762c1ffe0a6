/**
 * Time as an argument. Everything in pulsetree that waits, measures or dates something is given a {@link Clock};
 * this file is the only place in the library that touches the platform's own timers.
 */

/** A wait that can be called off. Cancelling twice, or after it ran, does nothing. */
export interface Timer {
  /** Calls it off: the task will not run. */
  cancel(): void
}

/** What pulsetree asks of time. The system's clock and the test kit's virtual clock both satisfy it. */
export interface Clock {
  /** Milliseconds (fractions allowed) of a clock that never goes back; its zero means nothing. */
  now(): number
  /** Milliseconds since the Unix epoch, as people and logs date things. May jump when the system's clock is set. */
  wall(): number
  /**
   * Runs `task` once, `delayMs` from now; a delay of 0 or less means as soon as the caller has returned.
   * Delays beyond 2^31 − 1 ms are honoured, not wrapped.
   */
  after(delayMs: number, task: () => void): Timer
}

/** The longest wait the platform's timers accept without firing at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

class SystemTimer implements Timer {
  #handle: ReturnType<typeof setTimeout> | undefined

  constructor(delayMs: number, task: () => void) {
    this.#wait(delayMs, task)
  }

  cancel(): void {
    clearTimeout(this.#handle)
  }

  #wait(delayMs: number, task: () => void): void {
    if (delayMs <= LONGEST_TIMEOUT_MS) {
      this.#handle = setTimeout(task, delayMs)
      return
    }
    this.#handle = setTimeout(() => this.#wait(delayMs - LONGEST_TIMEOUT_MS, task), LONGEST_TIMEOUT_MS)
  }
}

/** The platform's monotonic clock, wall clock and timers. Timers keep a Node process alive, as work in hand should. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (delayMs, task) => new SystemTimer(delayMs, task),
}
