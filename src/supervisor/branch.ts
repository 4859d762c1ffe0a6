/**
 * One supervisor from the inside: what its connections and listeners ask of it, its chart and its lives, and its place in
 * the tree. What users hold is the `Supervisor`.
 */
import { type Actor, type AnyActorRef, createActor } from 'xstate'
import type { Clock } from '../clock/clock.ts'
import { actorClockOf } from '../clock/scheduler.ts'
import { connectionChart } from '../machines/connection.ts'
import type { Quality } from '../machines/quality.ts'
import type { Counts } from '../machines/traffic.ts'
import { type Wheels, type World, worldOf, worldWithin } from '../machines/world.ts'
import type { Cause } from '../transport/transport.ts'
import { type SupervisorEvent, type SupervisorPhase, type SupervisorPort, supervisorChart } from './chart.ts'
import type { Child, Ending, StopOptions } from './child.ts'
import { Children, type ChildrenHost } from './children.ts'
import type { SupervisorEnd } from './end.ts'
import { chainOf, gaveUpCause } from './escalation.ts'
import { Feed, feedCause } from './feed.ts'
import { Connection } from './handle.ts'
import type { ListenerKeeper } from './listener.ts'
import type { RootPlan, TreePlan } from './options.ts'
import { Restarts } from './restarts.ts'
import { type RootPort, startRoot } from './root.ts'
import { NO_STALLS, oneMore, type Stalls } from './stalls.ts'
import { more, NO_COUNTS } from './tally.ts'
import { stopTogether } from './together.ts'

/** Whose inside it is. */
export interface BranchOwner extends Child {
  /** Something that its store tells has changed. */
  changed(): void
  /** It has ended for good, and nothing is left. */
  over(end: SupervisorEnd): void
}

/** Where a nested supervisor stands. */
export interface Place {
  /** Its id in full. */
  readonly name: string
  readonly parent: Branch
  readonly plan: TreePlan
}

/** The actors of one life. */
interface Life {
  readonly root: ReturnType<typeof startRoot>
  readonly actor: Actor<typeof supervisorChart>
}

/** The actor of the supervisor's own chart. It ends after all children have, so a child of that name is no trouble. */
const LIFE = 'life'

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }

export class Branch implements ChildrenHost, SupervisorPort, RootPort, ListenerKeeper {
  readonly feed: Feed
  readonly world: World
  readonly chart: ListenerKeeper['chart'] = connectionChart
  readonly plan: TreePlan
  /** What the ids of its children begin with. */
  readonly prefix: string
  readonly children: Children<Branch>
  /** Every connection that has not ended for good, accepted ones included, by the id of its actor. */
  readonly live = new Map<string, Connection>()
  phase: SupervisorPhase = 'stopped'
  /** When it entered its phase, in ms since the epoch. */
  since: number
  stopAsked = false
  /** It will not be started again. */
  isFinal = false
  readonly #owner: BranchOwner
  readonly #parent: Branch | null
  readonly #nested = new Set<Branch>()
  /** Connections accepted so far, by endpoint: an id is never given twice. */
  readonly #counts = new Map<string, number>()
  #life: Life
  #isBegun = false
  #isResting = true
  #stopNow = false
  #isShutDown = false
  /** Its declared children are gone. */
  #isSweeping = false
  #stalls = NO_STALLS
  /** What went over the connections that have ended. */
  #past = NO_COUNTS
  #causes: readonly Cause[] = []
  #tookDown: readonly string[] = []
  /** Those that ended for good while a run of theirs could not be ended. */
  readonly #leavers: Child[] = []

  constructor(owner: BranchOwner, place: Place | RootPlan) {
    this.#owner = owner
    if ('parent' in place) {
      this.#parent = place.parent
      this.#parent.#nested.add(this)
      this.plan = place.plan
      this.prefix = `${owner.id}/`
      this.feed = place.parent.feed
      this.world = worldWithin(place.parent.world)
    } else {
      const { clock, random, dials, tree } = place
      this.#parent = null
      this.plan = tree
      this.prefix = ''
      this.feed = new Feed(clock)
      this.world = worldOf(
        clock,
        random,
        (lostMs, _, slept) => this.#stalled(Math.round(lostMs), slept),
        dials?.make(clock, random, (body) => this.feed.emit(body)) ?? null,
      )
    }
    const { clock, random, dials } = this.world
    this.since = clock.wall()
    const restarts = new Restarts(clock, random, this.plan.intensity, dials)
    this.children = new Children<Branch>(this, restarts, this.plan)
    this.#life = this.#newLife()
  }

  get isRoot(): boolean {
    return this.#parent === null
  }

  get quality(): Quality {
    return this.world.quality.quality(this.world.rtt, this.#survived)
  }

  get stalls(): Stalls {
    return this.#parent === null ? this.#stalls : this.#parent.stalls
  }

  /** Begins a life, and that of each declared child. */
  begin(): void {
    if (this.#isBegun) this.#life = this.#newLife()
    this.#isBegun = true
    this.#isResting = this.#stopNow = this.#isShutDown = this.#isSweeping = false
    this.#causes = []
    this.#life.actor.start()
    // Whoever was told that it runs may have stopped it.
    if (this.phase === 'running') this.children.beginAll()
  }

  halt({ now = false }: StopOptions): void {
    if (now) {
      this.#stopNow = true
      this.children.hurry()
      if (this.#isSweeping) void this.#stopAccepted()
    }
    this.#tell({ type: 'stop' })
  }

  stop(options: StopOptions): void {
    this.stopAsked = true
    if (this.#parent === null) this.halt(options)
    else this.#parent.asked(this.#owner, options)
  }

  get ending(): Ending {
    const gaveUp = this.phase === 'failed'
    return {
      cause: gaveUp ? gaveUpCause(chainOf(this.#owner.id, this.#causes)) : CANCELLED,
      isAbnormal: gaveUp,
    }
  }

  /** No life will follow. */
  finish(): void {
    this.isFinal = true
    this.children.finish()
    this.feed.emit({ kind: 'total', id: this.#owner.id, ...this.#past, ...this.quality })
    if (this.#parent === null) {
      this.world.dials?.end()
      this.feed.complete()
    } else this.#parent.#forget(this)
    const { killed } = this.children
    const left = this.#leavers.filter((child) => child.left).map(({ id }) => id)
    const leftovers = left.length === 0 ? { killed } : { killed, left }
    const causes = this.#causes
    if (this.phase !== 'failed') {
      this.#owner.over({ kind: this.#isShutDown ? 'shutdown' : 'stopped', ...leftovers })
    } else {
      const chain = chainOf(this.#owner.id, causes)
      this.#owner.over({ kind: 'gave-up', causes, chain, tookDown: this.#tookDown, ...leftovers })
    }
  }

  /** A connection that is not started yet. */
  adopted<Handle extends Connection>(connection: Handle): Handle {
    this.live.set(connection.id, connection)
    return connection
  }

  // — ListenerKeeper —

  get root(): AnyActorRef {
    return this.#life.root
  }

  get mayDial(): boolean {
    return this.children.isRunning
  }

  idFor(endpoint: string): string {
    let id: string
    do {
      const count = (this.#counts.get(endpoint) ?? 0) + 1
      this.#counts.set(endpoint, count)
      // Not added up: see hostPort.
      id = [this.prefix, endpoint, '#', count].join('')
    } while (this.children.get(id) !== undefined)
    return id
  }

  adopt(connection: Connection): void {
    this.adopted(connection).begin()
  }

  stopTogether(connections: Iterable<Connection>, options: StopOptions): Promise<void> {
    return stopTogether(this.clock, connections, options)
  }

  changed(): void {
    this.#owner.changed()
  }

  asked(child: Child, options: StopOptions): void {
    const entry = this.children.get(child.id)
    if (entry?.child === child) this.children.asked(entry, options)
    else child.halt(options)
  }

  settled(child: Child): void {
    if (this.children.get(child.id)?.child === child) this.children.settled(child)
    else if (child instanceof Connection && !child.final) this.letGo(child)
  }

  // — RootPort —

  childEnded(id: string, error?: { readonly thrown: unknown }): void {
    const connection = this.live.get(id)
    if (connection !== undefined) connection.actorEnded(error)
    else if (id === LIFE) this.#ended()
  }

  // — the chart's actions —

  entered(phase: SupervisorPhase): void {
    this.phase = phase
    this.since = this.clock.wall()
    this.feed.emit({ kind: 'supervisor', id: this.#owner.id, phase })
  }

  stopChildren(): void {
    this.children.stopAll(this.#stopNow)
  }

  // — ChildrenHost —

  get clock(): Clock {
    return this.world.clock
  }

  get wheels(): Wheels {
    return this.world.wheels
  }

  /** Nested ones begin again while whatever they stand in does. */
  get isEnding(): boolean {
    if (this.stopAsked || this.isFinal) return true
    return this.#parent === null ? this.phase !== 'running' : this.#parent.isEnding
  }

  restarted({ id, restarts }: Child, delayMs: number, cause: Cause): void {
    this.feed.emit({ id, kind: 'restart', restarts, delayMs, cause: feedCause(cause) })
  }

  gaveUp({ id }: Child, causes: readonly Cause[]): void {
    this.feed.emit({ id, kind: 'gave-up', of: 'child', causes: causes.map(feedCause) })
  }

  exceeded(causes: readonly Cause[]): void {
    this.#causes = causes
    this.#tookDown = this.children.entries.filter(({ isUp }) => isUp).map(({ id }) => id)
    const { id } = this.#owner
    const chain = chainOf(id, causes)
    this.feed.emit({ id, kind: 'gave-up', of: 'supervisor', causes: causes.map(feedCause), chain })
    // Whoever was told may have stopped it, and it may be over.
    if (this.phase === 'running') this.#tell({ type: 'intensity.exceeded' })
  }

  shutdown(): void {
    this.#isShutDown = true
    this.#tell({ type: 'significant.ended' })
  }

  letGo(child: Child): void {
    if (child instanceof Connection) {
      this.live.delete(child.id)
      this.#passed(child.counts)
    }
    if (child.left) this.#leavers.push(child)
    child.finish()
    this.forgo(child)
  }

  forgo(child: Child): void {
    if (this.plan.isDynamic && this.children.get(child.id)?.isToBegin !== true) this.drop(child)
  }

  /** Forgets one that has ended for good: its id is free again. */
  drop(child: Child): void {
    const entry = this.children.get(child.id)
    if (entry?.child !== child) return
    this.children.remove(entry)
    if (this.#isPresent) this.feed.emit({ kind: 'removed', id: child.id })
    this.changed()
  }

  /** Declares what was in one that has ended for good, and whose place it takes. The others are in no tree any more. */
  inherit({ children }: Branch): void {
    this.children.inherit(children)
    for (const { id } of children.entries) {
      if (this.children.get(id) === undefined) this.feed.emit({ kind: 'removed', id })
    }
  }

  childrenGone(): void {
    this.#isSweeping = true
    void this.#sweep()
  }

  /** What was accepted goes with its listener, but outlives one that broke. */
  async #sweep(): Promise<void> {
    if (this.#accepted.length > 0) await this.#stopAccepted()
    this.#tell({ type: 'children.gone' })
  }

  #stopAccepted(): Promise<void> {
    return this.stopTogether(this.#accepted, { now: this.#stopNow })
  }

  /** Once removed, or when another has taken its place, its children's ids are not its own to speak of. */
  get #isPresent(): boolean {
    if (this.#parent === null) return true
    return this.#parent.children.get(this.#owner.id)?.child === this.#owner && this.#parent.#isPresent
  }

  get #accepted(): readonly Connection[] {
    return [...this.live.values()].filter(({ accepted }) => accepted)
  }

  get #survived(): number {
    let survived = 0
    for (const connection of this.live.values()) survived += connection.survived
    for (const branch of this.#nested) survived += branch.#survived
    return survived
  }

  /** A connection of this part of the tree has ended for good. */
  #passed(counts: Counts): void {
    this.#past = more(this.#past, counts)
    if (this.#parent !== null) this.#parent.#passed(counts)
  }

  #forget(branch: Branch): void {
    this.#nested.delete(branch)
    for (const id of branch.children.killed) this.children.killed.push(id)
    this.#leavers.push(...branch.#leavers)
  }

  #stalled(lostMs: number, slept: boolean): void {
    this.#stalls = oneMore(this.#stalls, lostMs, this.clock.wall())
    this.feed.emit({ kind: 'stall', lostMs, ...(slept ? { slept } : {}) })
  }

  #tell(event: SupervisorEvent): void {
    // Sent to an actor that has ended, XState would complain.
    if (!this.#isResting) this.#life.actor.send(event)
  }

  #newLife(): Life {
    const root = startRoot(this.#owner.id, actorClockOf(this.clock), this)
    return { root, actor: createActor(supervisorChart, { id: LIFE, parent: root, input: { port: this } }) }
  }

  /** The chart has: nothing is left of this life. */
  #ended(): void {
    this.#isResting = true
    this.#life.root.stop()
    if (this.#parent === null) this.finish()
    else this.#parent.settled(this.#owner)
  }
}
