/** The system's clock, with a count of the waits that have neither come nor been called off. */
import { type Clock, systemClock } from '../../src/clock/clock.ts'

export interface CountedClock extends Clock {
  /** Timers that still run. */
  readonly waiting: number
}

export function countedClock(clock: Clock = systemClock): CountedClock {
  let waiting = 0
  return {
    get waiting() {
      return waiting
    },
    now: () => clock.now(),
    wall: () => clock.wall(),
    after(delayMs, task) {
      let isOver = false
      const over = (): void => {
        if (!isOver) waiting -= 1
        isOver = true
      }
      waiting += 1
      const timer = clock.after(delayMs, () => {
        over()
        task()
      })
      return {
        cancel() {
          over()
          timer.cancel()
        },
      }
    },
  }
}
