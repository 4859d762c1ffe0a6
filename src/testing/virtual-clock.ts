/** A clock that moves only when told to: the same program, the same order of events, without waiting. */
import type { Clock, Timer } from '../clock/clock.ts'
import { turn } from '../clock/turn.ts'
import { OptionError } from '../transport/cause.ts'
import { checkKnown } from '../transport/option.ts'
import { Agenda, type Entry } from './agenda.ts'

/** Where a virtual clock begins. */
export interface VirtualClockOptions {
  /** What `wall()` says at the start, in milliseconds since the epoch. Default 1,700,000,000,000 (November 2023). */
  readonly startWall?: number
}

/** How a virtual clock moves. */
export interface AdvanceOptions {
  /**
   * Promises settle at least so often, in ms of the clock, rather than after every task. Default 0: after every task. A
   * turn of the event loop costs more than most tasks, so simulations of hours take a coarser grain: deterministic as
   * well, but what awaits a promise goes on up to so much later. Before the movement ends everything settles all the same.
   */
  readonly settleEveryMs?: number
  /**
   * So many promise jobs in a row run where promises settle, rather than all there are: a turn of the event loop costs ten
   * times as much as a dozen jobs, and nothing in a virtual world waits for anything but promises. What awaits more of them
   * one after the other goes on with the next task. Default 0: all of them. A movement begins and ends by a turn.
   */
  readonly settleJobs?: number
}

/** How far {@link VirtualClock.runAll} goes. */
export interface RunAllOptions extends AdvanceOptions {
  /** How many tasks may be needed. Default 100,000. */
  readonly maxEvents?: number
}

/**
 * A discrete-event clock. Tasks run in order of their time and, at equal times, of their scheduling; while one runs,
 * `now()` is exactly its time, unless a {@link stall} made it late. `now()` starts at 0.
 *
 * The asynchronous movements let every promise settle before the first task and after each one, as Node does between
 * two timers. One movement at a time: a second one, or one from inside a task, throws.
 *
 * A task that throws makes the movement throw the same error; the clock then stands at that task's time, and the next
 * movement goes on with the next task.
 */
export interface VirtualClock extends Clock {
  /** Tasks still to run, those that wait for ever (an infinite delay) included. */
  readonly pending: number
  /** Moves on by `ms`, at least 0, running what falls due on the way. */
  advance(ms: number, options?: AdvanceOptions): Promise<void>
  /** Moves on to the time `at`; does nothing but settle promises and run what is overdue when that time has passed. */
  advanceTo(at: number, options?: AdvanceOptions): Promise<void>
  /** Moves on to the next task and runs it. False when there is none. */
  runNext(): Promise<boolean>
  /**
   * Runs until nothing is left to run.
   * @throws Error when `maxEvents` tasks were not enough: the world may never rest.
   */
  runAll(options?: RunAllOptions): Promise<void>
  /** {@link advance} without letting promises settle: the fast path for worlds that have none. */
  advanceSync(ms: number): void
  /**
   * Time passes in which this process does not run. What fell due meanwhile runs late, at the next movement, in the
   * usual order, and sees the later time. May be called inside a task: a long computation.
   */
  stall(ms: number): void
  /** The system's clock is set, forward or (negative) back: moves `wall()` alone. */
  jumpWall(ms: number): void
}

/** Makes a virtual clock. @throws OptionError naming what cannot be used. */
export function virtualClock(options: VirtualClockOptions = {}): VirtualClock {
  checkKnown(options, ['startWall'])
  const startWall = options.startWall ?? 1_700_000_000_000
  if (!Number.isFinite(startWall))
    throw new OptionError('startWall', `expected finite milliseconds, got ${startWall}`)
  return new DiscreteEventClock(startWall)
}

class DiscreteEventClock implements VirtualClock {
  readonly #agenda = new Agenda()
  #now = 0
  #wallOffset: number
  #moving = false

  constructor(startWall: number) {
    this.#wallOffset = startWall
  }

  get pending(): number {
    return this.#agenda.size
  }

  now(): number {
    return this.#now
  }

  wall(): number {
    return this.#wallOffset + this.#now
  }

  after(delayMs: number, task: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new OptionError('delayMs', 'expected milliseconds, got NaN')
    return this.#agenda.add(this.#now + Math.max(0, delayMs), task)
  }

  async advance(ms: number, options: AdvanceOptions = {}): Promise<void> {
    await this.advanceTo(this.#now + span('ms', ms), options)
  }

  async advanceTo(at: number, options: AdvanceOptions = {}): Promise<void> {
    if (!Number.isFinite(at)) throw new OptionError('at', `expected a finite time, got ${at}`)
    await this.#move(async () => {
      await this.#runUpTo(at, options)
      this.#now = Math.max(this.#now, at)
    })
  }

  async runNext(): Promise<boolean> {
    let ran = false
    await this.#move(async () => {
      const next = this.#due(Number.MAX_VALUE)
      if (next === undefined) return
      ran = true
      this.#run(next)
      await turn()
    })
    return ran
  }

  async runAll(options: RunAllOptions = {}): Promise<void> {
    await this.#move(() => this.#runUpTo(Number.MAX_VALUE, options, options.maxEvents ?? 100_000))
  }

  advanceSync(ms: number): void {
    const at = this.#now + span('ms', ms)
    this.#begin()
    try {
      for (let next = this.#due(at); next !== undefined; next = this.#due(at)) this.#run(next)
      this.#now = Math.max(this.#now, at)
    } finally {
      this.#moving = false
    }
  }

  stall(ms: number): void {
    this.#now += span('ms', ms)
  }

  jumpWall(ms: number): void {
    if (!Number.isFinite(ms)) throw new OptionError('ms', `expected finite milliseconds, got ${ms}`)
    this.#wallOffset += ms
  }

  /** The first task due by `at`, or overdue since a stall took the clock past `at`. */
  #due(at: number): Entry | undefined {
    const { first } = this.#agenda
    return first !== undefined && first.at <= Math.max(at, this.#now) ? first : undefined
  }

  async #runUpTo(at: number, options: AdvanceOptions, maxEvents = Number.POSITIVE_INFINITY): Promise<void> {
    const everyMs = span('settleEveryMs', options.settleEveryMs ?? 0)
    const mostJobs = span('settleJobs', options.settleJobs ?? 0)
    let ran = 0
    /** When the first task ran whose promises have not settled yet. */
    let unsettledSince = Number.POSITIVE_INFINITY
    for (;;) {
      const next = this.#due(at)
      if (next === undefined && unsettledSince === Number.POSITIVE_INFINITY) return
      if (next === undefined || next.at - unsettledSince >= everyMs) {
        unsettledSince = Number.POSITIVE_INFINITY
        if (next === undefined || mostJobs === 0) await turn()
        else for (let jobs = 0; jobs < mostJobs; jobs += 1) await undefined
        continue
      }
      if (ran === maxEvents) throw new Error(restless(maxEvents, this.#now, this.pending))
      ran += 1
      this.#run(next)
      if (this.#now < unsettledSince) unsettledSince = this.#now
    }
  }

  #run(entry: Entry): void {
    this.#agenda.remove(entry)
    this.#now = Math.max(this.#now, entry.at)
    entry.task()
  }

  async #move(movement: () => Promise<void>): Promise<void> {
    this.#begin()
    try {
      await turn()
      await movement()
    } finally {
      this.#moving = false
    }
  }

  #begin(): void {
    if (this.#moving)
      throw new Error('the virtual clock is already moving: await one movement before the next')
    this.#moving = true
  }
}

function span(option: string, ms: number): number {
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms
  throw new OptionError(option, `expected finite milliseconds of at least 0, got ${ms}`)
}

function restless(maxEvents: number, now: number, pending: number): string {
  return (
    `the world does not rest: maxEvents (${maxEvents}) tasks ran, ` +
    `it is ${now} ms on the clock and ${pending} tasks still wait`
  )
}
