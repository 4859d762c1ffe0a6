/**
 * A supervisor of pages from the inside: what its connections ask of it, and their lives. Who is started again, and when that
 * is no answer any more, it decides as the whole one does (`branch.ts`, `children.ts`), which is five times as large.
 */

import type { Timer } from '../clock/clock.ts'
import { actorClockOf } from '../clock/scheduler.ts'
import { pageChart } from '../machines/page-chart.ts'
import { type World, worldOf } from '../machines/world.ts'
import type { Cause } from '../transport/transport.ts'
import type { SupervisorPhase } from './chart.ts'
import type { Child, ChildPlan, StopOptions } from './child.ts'
import type { SupervisorEnd } from './end.ts'
import { Feed, feedCause } from './feed.ts'
import type { FlatPlan } from './flat-options.ts'
import type { Connection } from './handle.ts'
import type { Keeper } from './keeper.ts'
import { Restarts, type RestartVerdict } from './restarts.ts'
import { type RootPort, startRoot } from './root.ts'
import { NO_STALLS, oneMore, type Stalls } from './stalls.ts'
import { more, NO_COUNTS } from './tally.ts'

/** Whose inside it is. */
export interface FlatOwner {
  /** Something that its store tells has changed. */
  changed(): void
  /** It has ended, and nothing is left. */
  over(end: SupervisorEnd): void
}

/** One connection, as its supervisor sees it. */
interface Kept {
  readonly connection: Connection
  readonly restart: ChildPlan['restart']
  /** `halting`: its supervisor ends its life. `resting`: another may follow. */
  state: 'up' | 'halting' | 'resting'
  /** Runs while it is halting: what is not gone by then is destroyed. */
  shutdown: Timer | null
}

/** How long an orderly stop may take, as under the whole supervisor. */
const SHUTDOWN_MS = 5_000

export class FlatBranch implements Keeper, RootPort {
  readonly feed: Feed
  readonly world: World
  readonly chart: Keeper['chart'] = pageChart
  readonly root: ReturnType<typeof startRoot>
  phase: SupervisorPhase = 'running'
  /** When it entered its phase, in ms since the epoch. */
  since: number
  stalls: Stalls = NO_STALLS
  readonly #owner: FlatOwner
  readonly #plan: FlatPlan
  readonly #restarts: Restarts
  readonly #kept = new Map<string, Kept>()
  readonly #killed: string[] = []
  /** Those that are still to be stopped, the next one last. */
  #toStop: Kept[] = []
  #isBusy = false
  #isNow = false
  #past = NO_COUNTS
  #causes: readonly Cause[] = []
  #tookDown: readonly string[] = []

  constructor(owner: FlatOwner, plan: FlatPlan) {
    const { name, clock, random, dials, intensity } = plan
    this.#owner = owner
    this.#plan = plan
    this.since = clock.wall()
    this.feed = new Feed(clock)
    this.world = worldOf(
      clock,
      random,
      (lostMs, _, slept) => this.#stalled(Math.round(lostMs), slept),
      dials?.make(clock, random, (body) => this.feed.emit(body)) ?? null,
    )
    this.#restarts = new Restarts(clock, random, intensity, this.world.dials)
    this.root = startRoot(name, actorClockOf(clock), this)
  }

  get connections(): readonly Connection[] {
    return [...this.#kept.values()].map(({ connection }) => connection)
  }

  get(id: string): Connection | undefined {
    return this.#kept.get(id)?.connection
  }

  /** Declares a connection, the last one, and begins its life. */
  add(connection: Connection, restart: Kept['restart']): void {
    const { id, endpoint } = connection
    const where = endpoint !== null && { endpoint }
    this.#kept.set(id, { connection, restart, state: 'up', shutdown: null })
    this.feed.emit({ kind: 'added', id, of: this.#plan.name, child: 'connection', ...where })
    connection.begin()
  }

  /** Forgets one that has ended for good: its id is free again. */
  drop(connection: Connection): void {
    const { id } = connection
    if (this.get(id) !== connection) return
    this.#kept.delete(id)
    this.feed.emit({ kind: 'removed', id })
    this.changed()
  }

  /** Ends; once more, with `now`: destroys what it waits for. */
  stop({ now = false }: StopOptions): void {
    this.#isNow ||= now
    if (this.phase === 'running') this.#end('stopping')
    else if (now) for (const kept of this.#kept.values()) this.#kill(kept)
  }

  // — Keeper —

  get mayDial(): boolean {
    return this.phase === 'running'
  }

  changed(): void {
    this.#owner.changed()
  }

  asked(child: Child, { now = false }: StopOptions): void {
    const kept = this.#kept.get(child.id)
    if (kept?.connection !== child) return
    if (kept.state === 'resting') this.settled(child)
    else if (kept.state === 'up') this.#halt(kept, now)
    else if (now) this.#kill(kept)
  }

  settled({ id }: Child): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    kept.shutdown?.cancel()
    kept.state = 'resting'
    if (kept.connection.stopAsked || this.phase !== 'running') this.#letGo(kept)
    else this.#ended(kept)
    this.#stopNext()
  }

  // — RootPort —

  childEnded(id: string, error?: { readonly thrown: unknown }): void {
    this.get(id)?.actorEnded(error)
  }

  // — lives —

  /** Nobody asked for it. */
  #ended(kept: Kept): void {
    const { connection, restart } = kept
    const { cause, isAbnormal } = connection.ending
    if (restart === 'temporary' || (restart === 'transient' && !isAbnormal)) return this.#letGo(kept)
    const verdict = this.#restarts.count(connection, cause, this.#plan)
    if (verdict.kind !== 'restart') return this.#tooMany(kept, verdict)
    const { delayMs } = verdict
    connection.restarts += 1
    connection.restarting(delayMs)
    const { id, restarts } = connection
    this.feed.emit({ id, kind: 'restart', restarts, delayMs, cause: feedCause(cause) })
    // Whoever was told may have stopped it, or them all.
    if (this.phase !== 'running' || connection.final) return
    this.#restarts.later(connection, delayMs, () => {
      kept.state = 'up'
      connection.begin()
    })
  }

  #tooMany(kept: Kept, { kind, causes }: Exclude<RestartVerdict, { kind: 'restart' }>): void {
    const told = causes.map(feedCause)
    if (kind === 'child-exceeded') {
      this.feed.emit({ id: kept.connection.id, kind: 'gave-up', of: 'child', causes: told })
      return this.#letGo(kept)
    }
    const id = this.#plan.name
    this.#causes = causes
    const up = [...this.#kept.values()].filter(({ state }) => state !== 'resting')
    this.#tookDown = up.map(({ connection }) => connection.id)
    this.feed.emit({ id, kind: 'gave-up', of: 'supervisor', causes: told, chain: [{ id, causes: told }] })
    if (this.phase === 'running') this.#end('givingUp')
  }

  /** It will not be started again. */
  #letGo({ connection }: Kept): void {
    if (connection.final) return
    this.#restarts.forget(connection)
    this.#past = more(this.#past, connection.counts)
    connection.finish()
  }

  // — ends —

  #halt(kept: Kept, now: boolean): void {
    const { connection } = kept
    kept.state = 'halting'
    if (now) return this.#kill(kept)
    kept.shutdown = this.#plan.clock.after(SHUTDOWN_MS, () => {
      this.#killed.push(connection.id)
      this.#kill(kept)
    })
    connection.halt({})
  }

  #kill({ connection, state, shutdown }: Kept): void {
    if (state !== 'halting') return
    shutdown?.cancel()
    connection.halt({ now: true })
  }

  #end(phase: 'stopping' | 'givingUp'): void {
    this.#restarts.reset()
    this.#toStop = [...this.#kept.values()]
    this.#enter(phase)
    for (const { connection, state } of [...this.#toStop].reverse()) if (state === 'up') connection.resign()
    this.#stopNext()
  }

  /** Each one is gone before the next is told. */
  #stopNext(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    while (this.phase === 'stopping' || this.phase === 'givingUp') {
      const kept = this.#toStop.at(-1)
      if (kept === undefined) this.#finish()
      else {
        if (kept.state === 'up') this.#halt(kept, this.#isNow)
        else if (this.#isNow) this.#kill(kept)
        if (kept.state !== 'resting') break
        this.#letGo(kept)
        this.#toStop.pop()
      }
    }
    this.#isBusy = false
  }

  #finish(): void {
    const { name: id } = this.#plan
    const isFailed = this.phase === 'givingUp'
    this.#enter(isFailed ? 'failed' : 'stopped')
    this.root.stop()
    const { quality, rtt, dials } = this.world
    this.feed.emit({ kind: 'total', id, ...this.#past, ...quality.quality(rtt, 0) })
    dials?.end()
    this.feed.complete()
    const [causes, tookDown, killed] = [this.#causes, this.#tookDown, this.#killed]
    const chain = [{ id, causes: causes.map(feedCause) }]
    this.#owner.over(
      isFailed ? { kind: 'gave-up', causes, chain, tookDown, killed } : { kind: 'stopped', killed },
    )
  }

  #enter(phase: SupervisorPhase): void {
    this.phase = phase
    this.since = this.#plan.clock.wall()
    this.feed.emit({ kind: 'supervisor', id: this.#plan.name, phase })
  }

  #stalled(lostMs: number, slept: boolean): void {
    this.stalls = oneMore(this.stalls, lostMs, this.#plan.clock.wall())
    this.feed.emit({ kind: 'stall', lostMs, ...(slept ? { slept } : {}) })
  }
}
