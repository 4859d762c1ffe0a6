/** One clock for everybody: the same {@link Clock} as an RxJS scheduler and as the clock of an XState actor system. */
import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'
import type { Clock, Timer } from './clock.ts'

class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: Clock
  readonly #work: (this: SchedulerAction<T>, state?: T) => void
  #timer: Timer | undefined

  constructor(clock: Clock, work: (this: SchedulerAction<T>, state?: T) => void) {
    super(() => this.#timer?.cancel())
    this.#clock = clock
    this.#work = work
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this
    this.#timer?.cancel()
    this.#timer = this.#clock.after(delay, () => {
      this.#timer = undefined
      this.#work.call(this, state)
    })
    return this
  }
}

/** `clock` as RxJS wants it: for `timer`, `interval`, `delay` and every other operator that takes a scheduler. */
export function schedulerOf(clock: Clock): SchedulerLike {
  return {
    now: () => clock.now(),
    schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
      return new ClockAction(clock, work).schedule(state, delay)
    },
  }
}

/** The clock an XState actor takes as its `clock` option. */
export interface ActorClock {
  setTimeout(task: (...args: unknown[]) => void, timeout: number): Timer
  clearTimeout(timer: unknown): void
}

/** `clock` as XState wants it. Charts of this project hold no timers; a user's own actors in the same system may. */
export function actorClockOf(clock: Clock): ActorClock {
  return {
    setTimeout: (task, timeout) => clock.after(timeout, task),
    clearTimeout: (timer) => {
      if (isTimer(timer)) timer.cancel()
    },
  }
}

function isTimer(value: unknown): value is Timer {
  return (
    typeof value === 'object' && value !== null && 'cancel' in value && typeof value.cancel === 'function'
  )
}
