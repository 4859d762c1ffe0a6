/** A clock that knows how many of its timers still wait, apart from everybody else's on the same clock. */
import type { Clock, Timer } from '../../src/index.ts'

export interface CountingClock extends Clock {
  readonly pending: number
}

export function countingClock(clock: Clock): CountingClock {
  const waiting = new Set<Timer>()
  return {
    now: () => clock.now(),
    wall: () => clock.wall(),
    after(delayMs, task) {
      const timer = clock.after(delayMs, () => {
        waiting.delete(timer)
        task()
      })
      waiting.add(timer)
      return {
        cancel() {
          waiting.delete(timer)
          timer.cancel()
        },
      }
    },
    get pending() {
      return waiting.size
    },
  }
}
