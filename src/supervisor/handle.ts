/** A supervised connection, as its user holds it: it outlives links, and restarts. */
import { Observable } from 'rxjs'
import { type AnyActorRef, createActor } from 'xstate'
import { connectionChart } from '../machines/connection.ts'
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { Frame } from '../machines/frame.ts'
import { Hot } from '../machines/hot.ts'
import type { Plan } from '../machines/options.ts'
import type { Quality } from '../machines/quality.ts'
import { Session, type SessionOwner } from '../machines/session.ts'
import type { Quantiles } from '../machines/sketch.ts'
import type { Counts } from '../machines/traffic.ts'
import type { World } from '../machines/world.ts'
import {
  type Cause,
  crashCause,
  type Incoming,
  type Payload,
  type Transport,
} from '../transport/transport.ts'
import { type Feed, feedCause } from './feed.ts'
import type { ConnectionSnapshot, PhaseChange } from './shown.ts'
import { LazyStore, type Store } from './store.ts'

/** Who keeps a connection: hears endings, decides on restarts. */
export interface Keeper {
  readonly feed: Feed
  readonly world: World
  /** A life is over and nothing is left of it. */
  settled(connection: Connection): void
  /** What some connection's store tells has changed. */
  changed(): void
}

/** The listener that accepted a connection: told when it has ended for good. */
export interface Home {
  forget(connection: Connection): void
}

/** How something stops. */
export interface StopOptions {
  /** Destroy what an orderly close would wait for. Default false. */
  readonly now?: boolean
}

/** A supervised connection, as its user holds it: it outlives links, and restarts. */
export class Connection implements SessionOwner {
  /** Its name among the supervisor's children; of an accepted one, the listener's endpoint and a number. */
  readonly id: string
  /** Whether a peer dialled us. */
  readonly accepted: boolean
  /** How often the supervisor started it again. */
  restarts = 0
  /** When it entered its phase, in ms since the epoch. */
  since: number
  readonly #keeper: Keeper
  readonly #home: Home | null
  readonly #session: Session
  readonly #plan: Plan
  /** Asked for at once: after a reset the system no longer knows. */
  readonly #peer: string | null
  #actor: AnyActorRef | null = null
  #ended = false
  #final = false
  #stopAsked = false
  #paused = false
  #phases: Hot<PhaseChange> | null = null
  #latest: PhaseChange | null = null
  #store: LazyStore<ConnectionSnapshot> | null = null
  #retryAt: number | null = null
  #waiting: (() => void)[] | null = null

  /** @internal Made by a supervisor; see `connect` and `listen` there. */
  constructor(id: string, plan: Plan, source: Transport | Incoming, keeper: Keeper, home: Home | null) {
    this.id = id
    this.#home = home
    this.accepted = 'link' in source
    this.since = keeper.world.clock.wall()
    this.#peer = 'link' in source ? source.peer : null
    this.#keeper = keeper
    this.#plan = plan
    this.#session = new Session(plan, keeper.world, source, this)
  }

  /** Where it is in its life. */
  get phase(): Phase {
    return this.#session.phase ?? 'connecting'
  }

  /** Why the latest link ended, or would not open; null while none has. */
  get cause(): Cause | null {
    return this.#session.cause
  }

  /** The remote address, while there is a link (for accepted connections: always), where there is one. */
  get peer(): string | null {
    return this.#peer ?? this.#session.peer
  }

  /** Counts the links of this connection from 1, those that would not open included. */
  get generation(): number {
    return this.#session.generation
  }

  /** What went over it so far, all its links together. */
  get counts(): Counts {
    return this.#session.counts
  }

  /** Round-trip times of matched answers, in ms (right within 10 %); null when none was ever measured. */
  get rttMs(): Quantiles | null {
    return this.#session.rtt?.summary() ?? null
  }

  /** The latest round-trip time, in ms; null when none was ever measured. */
  get lastRttMs(): number | null {
    return this.#session.rtt?.lastMs ?? null
  }

  /** For how long the peer was not heard, in ms of attention; null without an open link. */
  get silentMs(): number | null {
    return this.#session.silentMs
  }

  /**
   * How suspicious its silence is, as its detector sees it: from 0, nothing is missing, to 1, the verdict. Null without
   * an open link.
   */
  get suspicion(): number | null {
    return this.#session.suspicion
  }

  /** Whether no business frame has come for `staleAfterMs`; false where that is not watched. */
  get isStale(): boolean {
    return this.#session.isStale
  }

  /** How well it was watched, in figures, all its links together. */
  get quality(): Quality {
    return this.#session.quality
  }

  /** Heartbeats missed in a row, now. */
  get misses(): number {
    return this.#session.misses
  }

  /** Frames that wait for a subscriber. */
  get held(): number {
    return this.#session.inbox.held
  }

  /** The phase now, then every change; completes when the connection has ended for good. */
  get phase$(): Observable<PhaseChange> {
    return new Observable((subscriber) => {
      subscriber.next(this.#latest ?? { from: null, phase: this.phase, event: null, cause: this.cause })
      if (this.#final) return subscriber.complete()
      this.#phases ??= new Hot()
      return this.#phases.stream$.subscribe(subscriber)
    })
  }

  /**
   * The present and its changes, for user interfaces: `useSyncExternalStore(store.subscribe, store.getSnapshot)`.
   * Still to be read when the connection has ended.
   */
  get store(): Store<ConnectionSnapshot> {
    this.#store ??= new LazyStore(() => ({
      id: this.id,
      phase: this.phase,
      cause: this.cause,
      since: this.since,
      retryAt: this.#retryAt,
      generation: this.generation,
      restarts: this.restarts,
      isStale: this.isStale,
      ended: this.#final,
    }))
    return this.#store
  }

  /**
   * Business frames, never heartbeats. Hot. Those that come while nobody is subscribed are held up to `holdFrames`,
   * then reading pauses. Completes when the connection has ended for good.
   */
  get frames$(): Observable<Frame> {
    return this.#session.inbox.frames$
  }

  /** Frames one by one; ends when the connection has stopped, throws its cause when it has failed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Frame> {
    return this.#session.inbox.iterate()
  }

  /**
   * Sends one frame; resolves when its bytes were handed to the system.
   * While there is no link it rejects, unless a `queue` was asked for; so it does while more than 16 MiB wait to be taken.
   *
   * @throws ConnectionError with the cause; OptionError when the payload cannot be a frame.
   */
  send(payload: Payload): Promise<void> {
    return this.#session.send(payload)
  }

  /** Stops reading until {@link resume}; the peer feels back-pressure, and is not charged for the time. */
  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.#session.inbox.block()
  }

  /** Reads on after {@link pause}. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#session.inbox.unblock()
  }

  /**
   * Sends a heartbeat with the next tick, and expects a sign of life within `timeoutMs` of it, however lately the peer
   * was heard: for hints that the link may not be what it was. Many calls in a row are one probe per `timeoutMs`.
   * Without meaning where no beats go out, and in other phases than alive.
   */
  probe(): void {
    this.#session.probe()
  }

  /** Dials as soon as the budget allows rather than when the back-off is over; without meaning in other phases. */
  retry(): void {
    if (this.phase === 'backoff') this.#session.report({ type: 'retry' })
  }

  /**
   * Stops for good: closes in order what is open; resolves when every link, timer and subscription is gone. A second
   * call with `{ now: true }` destroys what the first one waits for.
   */
  stop({ now = false }: StopOptions = {}): Promise<void> {
    this.#stopAsked = true
    this.#tell({ type: 'stop', now })
    // What the first one began to close in order, the second one destroys.
    if (now) this.#tell({ type: 'stop', now })
    // A life that is over and waits for its restart is settled again, now without one.
    if (!this.#final && this.#session.over) this.#keeper.settled(this)
    return this.ended()
  }

  /** Resolves when the connection has ended for good and nothing is left of it. */
  ended(): Promise<void> {
    if (this.#final) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting ??= []
      this.#waiting.push(resolve)
    })
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — the supervisor's side —

  /** @internal Begins a life: a chart actor under `parent`, outside its snapshot. */
  start(parent: AnyActorRef): void {
    this.#ended = false
    const actor = createActor(connectionChart, {
      id: this.id,
      parent,
      input: { port: this.#session, accepted: this.accepted },
    })
    this.#actor = actor
    this.#session.attach(actor)
    actor.start()
  }

  /** @internal The link's side of an accepted connection. */
  get link(): Session {
    return this.#session
  }

  /** @internal */
  get stopAsked(): boolean {
    return this.#stopAsked
  }

  /** @internal */
  get restart(): Plan['restart'] {
    return this.#plan.restart
  }

  /** @internal Whether it has ended for good. */
  get final(): boolean {
    return this.#final
  }

  /** @internal The chart's actor ended, in order or (with `error`) by a bug. */
  actorEnded(error?: { readonly thrown: unknown }): void {
    this.#ended = true
    if (error !== undefined) this.#session.fail(crashCause(error.thrown))
    if (this.#session.over) this.#keeper.settled(this)
  }

  /** @internal Another life begins `delayMs` from now. */
  restarting(delayMs: number): void {
    this.restarts += 1
    this.#waits(delayMs)
  }

  /** @internal No restart will come: whoever waits is told. */
  finish(): void {
    this.#final = true
    this.#actor = null
    this.#home?.forget(this)
    this.#changed()
    this.#session.finish()
    if (this.#keeper.feed.live) {
      this.#keeper.feed.emit({ ...this.about(), kind: 'summary', ...this.counts, ...this.quality })
    }
    this.#phases?.complete()
    for (const resolve of this.#waiting?.splice(0) ?? []) resolve()
  }

  /** @internal Stalls that its present link has lived through. */
  get survived(): number {
    return this.#session.survived
  }

  /** @internal How the feed names it. */
  about(): { id: string; peer?: string } {
    return this.#peer === null ? { id: this.id } : { id: this.id, peer: this.#peer }
  }

  // — what the session reports —

  /** @internal */
  phaseChanged(from: Phase | null, to: Phase, event: ConnectionEvent | null, cause: Cause | null): void {
    const { feed, world } = this.#keeper
    this.since = world.clock.wall()
    this.#retryAt = null
    this.#changed()
    if (feed.live) {
      feed.emit({
        ...this.about(),
        kind: 'phase',
        from,
        to,
        ...(event === null ? {} : { event: event.type }),
        ...(cause === null || (to !== 'dead' && to !== 'failed' && to !== 'stopped')
          ? {}
          : { cause: feedCause(cause) }),
        ...(event?.type === 'peer.lost' ? { detectionMs: Math.round(this.#session.detectionMs ?? 0) } : {}),
      })
    }
    if (this.#phases === null) this.#latest = null
    else {
      this.#latest = { from, phase: to, event: event?.type ?? null, cause }
      this.#phases.next(this.#latest)
    }
  }

  /** @internal */
  retryScheduled(attempt: number, delayMs: number): void {
    this.#waits(delayMs)
    if (this.#keeper.feed.live) this.#keeper.feed.emit({ ...this.about(), kind: 'retry', attempt, delayMs })
  }

  /** @internal */
  framesDropped(frames: number, why: string): void {
    if (this.#keeper.feed.live) this.#keeper.feed.emit({ ...this.about(), kind: 'dropped', frames, why })
  }

  /** @internal */
  staleChanged(silentMs: number | null): void {
    this.#changed()
    const { feed } = this.#keeper
    if (silentMs === null) feed.emit({ ...this.about(), kind: 'fresh' })
    else feed.emit({ ...this.about(), kind: 'stale', silentMs: Math.round(silentMs) })
  }

  /** @internal */
  gone(): void {
    if (this.#ended) this.#keeper.settled(this)
  }

  #waits(delayMs: number): void {
    this.#retryAt = this.#keeper.world.clock.wall() + delayMs
    this.#changed()
  }

  /** Before anybody else is told, or they would find the past in the store. */
  #changed(): void {
    this.#store?.changed()
    this.#keeper.changed()
  }

  #tell(event: ConnectionEvent): void {
    if (this.#actor !== null && !this.#ended) this.#actor.send(event)
  }
}
