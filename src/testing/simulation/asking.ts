/** Questions over a connection: each bears a number, and so does its answer. One that is not answered in time has failed. */
import type { Subscription } from 'rxjs'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Connection } from '../../supervisor/handle.ts'

interface Waiting {
  readonly settle: (error: Error | null) => void
  readonly timer: Timer
}

export class Asking {
  readonly #connection: Connection
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()
  readonly #frames: Subscription
  #asked = 0

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection
    this.#clock = clock
    this.#frames = connection.frames$.subscribe(({ text }) => {
      const [word, number] = text.split(' ')
      if (number === undefined) return
      if (word === 'told') this.#settle(number, null)
      if (word === 'no') this.#settle(number, new Error('the peer said no'))
    })
  }

  /**
   * Asks one question; resolves with its answer.
   *
   * @param callOffMs when it is called off, if there is no answer by then.
   * @throws Error when the peer says no, or nothing in time, or there is no link; an `AbortError` when it was called off.
   */
  ask(timeoutMs: number, callOffMs: number | null): Promise<void> {
    this.#asked += 1
    const number = `${this.#asked}`
    return new Promise((resolve, reject) => {
      const isCalledOff = callOffMs !== null && callOffMs < timeoutMs
      const over = isCalledOff ? new DOMException('called off', 'AbortError') : new Error('no answer')
      const timer = this.#clock.after(isCalledOff ? callOffMs : timeoutMs, () => this.#settle(number, over))
      const settle = (error: Error | null): void => {
        if (error === null) resolve()
        else reject(error)
      }
      this.#waiting.set(number, { settle, timer })
      this.#connection.send(`ask ${number}`).catch((error: Error) => this.#settle(number, error))
    })
  }

  /** Nobody listens any more: what is asked runs into its time-out. */
  close(): void {
    this.#frames.unsubscribe()
  }

  #settle(number: string, error: Error | null): void {
    const waiting = this.#waiting.get(number)
    if (waiting === undefined) return
    this.#waiting.delete(number)
    waiting.timer.cancel()
    waiting.settle(error)
  }
}
