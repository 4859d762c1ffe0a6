/**
 * The declared children of one supervisor: in which order they start and stop, who is started again, and when that is no
 * answer any more. It knows lives and endings, and nothing of what a child is.
 */
import type { Clock } from '../clock/clock.ts'
import { Lifetime } from '../machines/lifetime.ts'
import type { Wheels } from '../machines/world.ts'
import { type Cause, crashCause } from '../transport/transport.ts'
import type { Child, ChildPlan, Ending, StopOptions } from './child.ts'
import { Entry, type Make } from './entry.ts'
import { Halts } from './halts.ts'
import type { Restarts, RestartVerdict } from './restarts.ts'
import { Slices } from './slices.ts'
import { StopAll, type StopCrew } from './stop-all.ts'
import type { Crew, Group, Strategy } from './strategy.ts'

/** When the end of significant children is the end of their supervisor, as OTP counts. */
export type AutoShutdown = 'never' | 'any_significant' | 'all_significant'

/** What the children's supervisor hears, and does. */
export interface ChildrenHost {
  readonly clock: Clock
  /** By which lives are measured. */
  readonly wheels: Wheels
  /** Whether it will not be started again once its children are gone: nor will they. */
  readonly isEnding: boolean
  /** One will be started again, `delayMs` from now. */
  restarted(child: Child, delayMs: number, cause: Cause): void
  /** One had too many restarts of its own. */
  gaveUp(child: Child, causes: readonly Cause[]): void
  /** There were too many restarts; or one child had, whose siblings need it. */
  exceeded(causes: readonly Cause[]): void
  /** Significant children have ended by themselves. */
  shutdown(): void
  /** This one will not be started again. */
  letGo(child: Child): void
  /** Nor is it wanted any more: where children come and go it is forgotten. */
  forgo(child: Child): void
  /** All that were to be stopped have. */
  childrenGone(): void
}

/** What holds for all of them. */
export interface ChildrenPlan {
  /** Null for one_for_one. */
  readonly strategy: Strategy | null
  readonly autoShutdown: AutoShutdown
  /** Whether they stop together. */
  readonly isDynamic: boolean
}

export class Children<Host extends ChildrenHost> implements Crew, StopCrew<Host> {
  readonly clock: Clock
  readonly #host: Host
  readonly #restarts: Restarts
  readonly #autoShutdown: AutoShutdown
  readonly #isDynamic: boolean
  readonly #group: Group | null
  readonly #halts: Halts
  readonly #entries = new Map<string, Entry<Host>>()
  /** Lives may begin: from the start of the supervisor until it stops, or what it stands in. */
  #isRunning = false
  /** What goes through all of them, to start them, or to tell them that the end comes. */
  #passing: Slices<Entry<Host>> | null = null
  #stopping: StopAll<Host> | null = null

  constructor(host: Host, restarts: Restarts, { strategy, autoShutdown, isDynamic }: ChildrenPlan) {
    this.clock = host.clock
    this.#host = host
    this.#restarts = restarts
    this.#autoShutdown = autoShutdown
    this.#isDynamic = isDynamic
    this.#group = strategy?.group(this) ?? null
    this.#halts = new Halts(host.clock)
  }

  get entries(): readonly Entry<Host>[] {
    return [...this.#entries.values()]
  }

  /** Whether lives may begin, and dials. */
  get isRunning(): boolean {
    return this.#isRunning
  }

  /** Those that had to be destroyed when their time was up, since the latest start. */
  get killed(): string[] {
    return this.#halts.killed
  }

  /** How many there are, those that have ended included. */
  get size(): number {
    return this.#entries.size
  }

  get(id: string): Entry<Host> | undefined {
    return this.#entries.get(id)
  }

  // — what users ask for —

  /**
   * Declares a child, the last one, and starts it; what its start throws leaves nothing behind. While its supervisor waits
   * to be started, it is only declared, and starts with the others.
   *
   * @param make makes another one in its place; null where that cannot be.
   */
  add<Kind extends Child>(child: Kind, plan: ChildPlan, make: Make<Host> | null): Kind {
    const entry = new Entry(child, plan, make)
    this.#entries.set(entry.id, entry)
    if (!this.#isRunning) return child
    entry.rise(null)
    try {
      child.begin()
    } catch (error) {
      this.remove(entry)
      throw error
    }
    return child
  }

  /** Declares what `before` had, for a supervisor that comes in the place of one that has ended for good. */
  inherit(before: Children<Host>): void {
    for (const { child, plan, make, said, specify, transport, isToGo } of before.entries) {
      if (make === null || isToGo) continue
      this.add(make(this.#host, child), plan, make)
      const entry = this.#entries.get(child.id)
      if (entry === undefined) continue
      entry.said = said
      entry.specify = specify
      entry.transport = transport
    }
  }

  /** Starts one that rests, or has ended for good. */
  start(entry: Entry<Host>): void {
    if (entry.isUp || this.#host.isEnding || !entry.renew(this.#host)) return
    if (this.#isRunning) this.begin(entry)
  }

  /**
   * Ends the life of one that is up, and begins another; resolves when that has begun. A stop that was asked for before
   * is overruled by this, and one that is asked for meanwhile overrules this.
   */
  restart(entry: Entry<Host>): Promise<void> {
    const { child } = entry
    const wasAsked = child.stopAsked
    entry.isToBegin = true
    return new Promise((resolve) => {
      const again = (): void => {
        entry.isToBegin = false
        if (child.stopAsked === wasAsked) this.start(entry)
        if (entry.isOver) this.#host.forgo(entry.child)
        resolve()
      }
      if (!entry.isUp) return again()
      entry.afterwards(again)
      if (!entry.isHalting) this.halt(entry)
    })
  }

  /** One was asked to stop for good: it has as much time for that as when its supervisor stops it. */
  asked(entry: Entry<Host>, { now = false }: StopOptions): void {
    if (!entry.isUp) this.settled(entry.child)
    else if (!entry.isHalting) this.#halts.halt(entry, now)
    else if (now) this.#halts.kill(entry)
  }

  /** Forgets a child that has ended for good. */
  remove(entry: Entry<Host>): void {
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id)
  }

  // — what their supervisor does —

  /** Starts all, in order: the supervisor itself was started, perhaps again. */
  beginAll(): void {
    this.#halts.killed.length = 0
    this.#stopping = null
    this.#isRunning = true
    this.#passing = new Slices(
      this.clock,
      this.entries,
      (entry) => {
        // A slice before, one may have been started by its user.
        if (!entry.isUp && !entry.child.stopAsked && entry.renew(this.#host)) this.begin(entry)
        return true
      },
      () => {},
    )
    this.#passing.go()
  }

  /** Stops all that are up; reports by `childrenGone`. */
  stopAll(now: boolean): void {
    const stopping = new StopAll(this, this.#halts, now)
    this.#stopping = stopping
    this.resign(() => void stopping.begin(this.#isDynamic))
  }

  /**
   * They will be stopped: no life and no dial begins any more, and who waits to dial again ends at once. Those that are up
   * stay so until their turn comes.
   *
   * @param then called once all have been told.
   */
  resign(then: () => void = () => {}): void {
    this.#isRunning = false
    this.#restarts.reset()
    this.#group?.cancel()
    this.#passing?.cancel()
    this.#passing = new Slices(
      this.clock,
      [...this.entries].reverse(),
      (entry) => {
        if (entry.state === 'up') entry.child.resign?.()
        return true
      },
      then,
    )
    this.#passing.go()
  }

  /** Destroys what {@link stopAll} waits for. */
  hurry(): void {
    this.#stopping?.hurry()
  }

  /** Lets all go that rest: their supervisor will not start again. */
  finish(): void {
    for (const entry of this.entries) this.#letGo(entry)
  }

  /** A life of `child` is over; or, asked to stop for good while it rested, so is that. */
  settled(child: Child): void {
    const entry = this.#entries.get(child.id)
    if (entry === undefined || entry.child !== child || entry.isOver) return
    const { isUp, whenDown } = entry
    const isByItself = this.#isRunning && entry.state === 'up' && !entry.isDoomed
    entry.whenDown = null
    entry.rest()
    if (child.stopAsked || (isUp && !this.#isRunning && this.#host.isEnding)) this.#letGo(entry)
    else if (isByItself) this.#ended(entry, child.ending)
    else if (entry.plan.restart === 'temporary') this.#letGo(entry)
    whenDown?.()
    this.#group?.settled()
    this.#stopping?.go()
  }

  // — Crew —

  begin(entry: Entry<Host>): void {
    this.#restarts.cancel(entry)
    if (!entry.renew(this.#host)) return
    entry.rise(this.#lifetimeOf(entry))
    try {
      entry.child.begin()
    } catch (error) {
      entry.rest()
      if (this.#isRunning) this.#ended(entry, { cause: crashCause(error), isAbnormal: true })
      else this.#stopping?.go()
    }
  }

  halt(entry: Entry<Host>): void {
    this.#halts.halt(entry, this.#stopping?.isNow ?? false)
  }

  leave(go: () => void): () => void {
    return this.#restarts.leave(go)
  }

  // — StopCrew —

  stopped(entry: Entry<Host>): void {
    entry.restartAt = null
    if (this.#host.isEnding) this.#letGo(entry)
  }

  gone(): void {
    this.#host.childrenGone()
  }

  // — endings —

  /** Nobody asked for it. */
  #ended(entry: Entry<Host>, { cause, isAbnormal }: Ending): void {
    entry.cause = cause
    const { restart } = entry.plan
    if (restart === 'permanent' || (restart === 'transient' && isAbnormal)) return this.#again(entry, cause)
    this.#letGo(entry)
    this.#significant(entry)
  }

  #again(entry: Entry<Host>, cause: Cause): void {
    const verdict = this.#restarts.count(entry, cause, entry.plan, entry.livedMs)
    if (verdict.kind !== 'restart') return this.#tooMany(entry, verdict)
    const { delayMs } = verdict
    entry.fail(this.clock.wall() + delayMs)
    entry.child.restarting(delayMs)
    this.#host.restarted(entry.child, delayMs, cause)
    if (!this.#isWaiting(entry)) return
    if (this.#group === null)
      return this.#restarts.later(entry, delayMs, () => this.begin(entry), entry.child.dials)
    // Those that were still to be started stand behind it, so they are the group's to start now.
    this.#passing?.cancel()
    this.#group.failed(entry, delayMs)
  }

  /** For how long it goes well matters to delays that grow, once there was one. */
  #lifetimeOf({ child, plan }: Entry<Host>): Lifetime | null {
    const { firstMs, maxMs, stableMs } = plan.delays
    return child.restarts === 0 || firstMs === maxMs ? null : new Lifetime(this.#host.wheels, stableMs)
  }

  #tooMany(entry: Entry<Host>, { kind, causes }: Exclude<RestartVerdict, { kind: 'restart' }>): void {
    const isOwn = kind === 'child-exceeded'
    if (isOwn) this.#host.gaveUp(entry.child, causes)
    if (!this.#isWaiting(entry)) return
    if (!isOwn || entry.plan.escalates) return this.#host.exceeded(causes)
    entry.isGivenUp = true
    this.#letGo(entry)
    this.#significant(entry)
  }

  /** Whoever was told of a restart, or that there is none, may have stopped or started it, or stopped them all. */
  #isWaiting({ state }: Entry<Host>): boolean {
    return this.#isRunning && state === 'resting'
  }

  /** Ended by itself, for good. */
  #significant(entry: Entry<Host>): void {
    if (!entry.plan.isSignificant || this.#autoShutdown === 'never') return
    const isLast = this.entries.every(({ plan, isOver }) => !plan.isSignificant || isOver)
    if (this.#autoShutdown === 'any_significant' || isLast) this.#host.shutdown()
  }

  /** It will not be started again. */
  #letGo(entry: Entry<Host>): void {
    if (entry.isOver) return
    entry.state = 'over'
    this.#restarts.forget(entry)
    this.#host.letGo(entry.child)
  }
}
