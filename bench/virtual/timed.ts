/** A clock that notes how long its tasks hold the event loop. */
import type { Clock } from '../../src/clock/clock.ts'
import { cpuNow } from '../lib/process.ts'

export interface TimedClock extends Clock {
  /** The longest since this was asked last, in ms. */
  longestMs(): number
}

/**
 * Of the time on the wall and that of the CPU the lesser counts: other programs have a part in the one, and the helpers
 * of V8 in the other.
 */
export function timed(clock: Clock): TimedClock {
  let longest = 0
  return {
    now: () => clock.now(),
    wall: () => clock.wall(),
    after: (delayMs, task) =>
      clock.after(delayMs, () => {
        const began = performance.now()
        const cpuBefore = cpuNow()
        task()
        const ms = Math.min(performance.now() - began, (cpuNow() - cpuBefore) / 1000)
        longest = Math.max(longest, ms)
      }),
    longestMs() {
      const ms = longest
      longest = 0
      return ms
    },
  }
}
