/** A clock that knows how many of its timers still wait, apart from everybody else's on the same clock. */
import type { Clock, Timer } from '../../clock/clock.ts'

export interface CountedClock extends Clock {
  /** Timers that wait. */
  readonly pending: number
}

/** For `supervise({ clock: countedClock(…) })`: once it has stopped, none of its timers may be left. */
export function countedClock(clock: Clock): CountedClock {
  let pending = 0
  const slackMs = clock.slackMs
  return {
    now: () => clock.now(),
    wall: () => clock.wall(),
    ...(slackMs === undefined ? {} : { slackMs: () => slackMs.call(clock) }),
    after(delayMs, task) {
      const counted = new CountedTimer((by) => {
        pending += by
      }, task)
      counted.timer = clock.after(delayMs, () => counted.fire())
      return counted
    },
    get pending() {
      return pending
    },
  }
}

class CountedTimer implements Timer {
  timer: Timer | null = null
  readonly #count: (by: 1 | -1) => void
  #task: (() => void) | null

  constructor(count: (by: 1 | -1) => void, task: () => void) {
    this.#count = count
    this.#task = task
    count(1)
  }

  fire(): void {
    const task = this.#task
    if (task === null) return
    this.#over()
    task()
  }

  cancel(): void {
    if (this.#task === null) return
    this.#over()
    this.timer?.cancel()
  }

  #over(): void {
    this.#task = null
    this.#count(-1)
  }
}
