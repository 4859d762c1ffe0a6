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
  /**
   * How long the platform may put off a task of {@link after} just now although this process runs, in ms: browsers wake
   * the timers of a hidden page once a second, and hand it what arrives at once. Left out: 0.
   */
  slackMs?(): number
}

/** The longest wait the platform's timers accept without firing at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1
/** The second at which the timers of hidden pages are woken, and what a busy browser makes of it. */
const HIDDEN_SLACK_MS = 1_250

// As globals: workers and Node have no document, and Node's types no browser's ports.
declare const document: { readonly visibilityState: string } | undefined
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port }
interface Port {
  onmessage: () => void
  postMessage(message: number): void
  close(): void
}

function slackMs(): number {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden' ? HIDDEN_SLACK_MS : 0
}

class SystemTimer implements Timer {
  /** Undefined once it is cancelled. */
  #handle: ReturnType<typeof setTimeout> | undefined

  constructor(delayMs: number, task: () => void) {
    this.#wait(delayMs, task)
  }

  cancel(): void {
    clearTimeout(this.#handle)
    this.#handle = undefined
  }

  #wait(delayMs: number, task: () => void): void {
    if (delayMs <= LONGEST_TIMEOUT_MS) {
      const wasSlack = slackMs()
      this.#handle = setTimeout(() => (wasSlack + slackMs() > 0 ? this.#hop(task) : task()), delayMs)
      return
    }
    this.#handle = setTimeout(() => this.#wait(delayMs - LONGEST_TIMEOUT_MS, task), LONGEST_TIMEOUT_MS)
  }

  /**
   * A turn of its own for a task of a page that is hidden, or was. After a minute (five where nothing was painted) Chromium
   * wakes such a page once a minute only, but for timers that no chain of timers led to. And what arrived before the timer
   * ran is handed up before the task.
   */
  #hop(task: () => void): void {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      if (this.#handle !== undefined) task()
    }
    port2.postMessage(0)
  }
}

/** The platform's monotonic clock, wall clock and timers. Timers keep a Node process alive, as work in hand should. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (delayMs, task) => new SystemTimer(delayMs, task),
  slackMs,
}
