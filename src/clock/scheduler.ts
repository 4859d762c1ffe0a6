/** One clock for everybody: the same {@link Clock} as the clock of an XState actor system. */
import type { Clock, Timer } from './clock.ts'

/** The clock an XState actor takes as its `clock` option. */
export interface ActorClock {
  /** Runs `task` once, `timeout` ms from now. */
  setTimeout(task: (...args: unknown[]) => void, timeout: number): Timer
  /** XState clears what {@link setTimeout} gave it, and nothing else. */
  clearTimeout(timer: Timer): void
}

/** `clock` as XState wants it. Charts of this project hold no timers; a user's own actors in the same system may. */
export function actorClockOf(clock: Clock): ActorClock {
  return {
    setTimeout: (task, timeout) => clock.after(timeout, task),
    clearTimeout: (timer) => timer.cancel(),
  }
}
