/** The system's clock for what only watches: its timers keep no process of Node's alive. */
import { type Clock, systemClock, type Timer } from './clock.ts'

/** The longest wait the platform's timers accept without firing at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export const looseClock: Clock = {
  now: () => systemClock.now(),
  wall: () => systemClock.wall(),
  after: (delayMs, task) => new LooseTimer(delayMs, task),
}

class LooseTimer implements Timer {
  #handle: NodeJS.Timeout

  constructor(delayMs: number, task: () => void) {
    this.#handle = this.#wait(delayMs, task)
  }

  cancel(): void {
    clearTimeout(this.#handle)
  }

  #wait(delayMs: number, task: () => void): NodeJS.Timeout {
    const isLong = delayMs > LONGEST_TIMEOUT_MS
    const goOn = (): void => {
      this.#handle = this.#wait(delayMs - LONGEST_TIMEOUT_MS, task)
    }
    return setTimeout(isLong ? goOn : task, isLong ? LONGEST_TIMEOUT_MS : delayMs).unref()
  }
}
