/** RxJS on a clock of ours: whatever takes a scheduler then runs on virtual time. */
import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'
import type { Clock, Timer } from '../clock/clock.ts'

/**
 * `clock` as RxJS wants it: `debounceTime(50, schedulerOf(clock))`. Its `now()` is the clock's wall, as that of RxJS's
 * own schedulers is, so that delays given as dates mean the same. Work scheduled for now runs in the next event of the
 * clock, never at once.
 */
export function schedulerOf(clock: Clock): SchedulerLike {
  return {
    now: () => clock.wall(),
    schedule<T>(work: Work<T>, delay = 0, state?: T): Subscription {
      return new ClockAction(clock, work).schedule(state, delay)
    },
  }
}

type Work<T> = (this: SchedulerAction<T>, state?: T) => void

/** One piece of work, which may schedule itself again while it runs. */
class ClockAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #clock: Clock
  readonly #work: Work<T>
  #timer: Timer | null = null

  constructor(clock: Clock, work: Work<T>) {
    super()
    this.#clock = clock
    this.#work = work
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this
    this.#timer?.cancel()
    this.#timer = this.#clock.after(delay, () => this.#run(state))
    return this
  }

  override unsubscribe(): void {
    this.#timer?.cancel()
    this.#timer = null
    super.unsubscribe()
  }

  /** It stays usable when it has run, as RxJS's own actions do: some operators schedule it again later. */
  #run(state: T | undefined): void {
    this.#timer = null
    try {
      this.#work.call(this, state)
    } catch (error) {
      this.unsubscribe()
      throw error
    }
  }
}
