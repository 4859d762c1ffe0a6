/** A supervised connection, as its user holds it: it outlives links, and restarts. */
import { Observable } from 'rxjs'
import { type AnyActorRef, createActor } from 'xstate'
import { type ConnectionEvent, isEndPhase, type Phase } from '../machines/events.ts'
import { Hot } from '../machines/hot.ts'
import type { Plan } from '../machines/options.ts'
import {
  type RotateOptions,
  type RotationHost,
  type RotationNews,
  type Rotator,
  rotatorOf,
} from '../machines/rotating.ts'
import { Session } from '../machines/session.ts'
import type { World } from '../machines/world.ts'
import {
  type Cause,
  ConnectionError,
  crashCause,
  type Incoming,
  type Payload,
  type Transport,
} from '../transport/transport.ts'
import type { Child, Ending, StopOptions } from './child.ts'
import type { Keeper } from './keeper.ts'
import type { ConnectionSnapshot, PhaseChange } from './shown.ts'
import { LazyStore, type Store } from './store.ts'
import { type Named, phaseNews, rotationNews, staleNews } from './telling.ts'
import { ConnectionView } from './view.ts'

/** The listener that accepted a connection. */
export interface Home {
  /** It is through its handshake: why it may not stay after all, or null. */
  entering(connection: Connection): Cause | null
  /** It entered a phase. */
  moved(connection: Connection, phase: Phase, cause: Cause | null): void
  /** It has ended for good. */
  forget(connection: Connection): void
}

/** A supervised connection, as its user holds it: it outlives links, and restarts. */
export class Connection extends ConnectionView implements Child, RotationHost {
  /** Its name among the supervisor's children; of an accepted one, the listener's endpoint and a number. */
  readonly id: string
  /** Whether a peer dialled us. */
  readonly accepted: boolean
  /** How often the supervisor started it again. */
  restarts = 0
  /** When it entered its phase, in ms since the epoch. */
  since: number
  /** Who the peer is, of one accepted by a listener that asks (`identity`); null elsewhere, and before it is known. */
  identity: string | null = null
  readonly #keeper: Keeper
  readonly #home: Home | null
  /** @internal */
  session: Session
  /** @internal */
  readonly rotator: Rotator | null
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
    super()
    this.id = id
    this.#home = home
    this.accepted = 'link' in source
    this.since = keeper.world.clock.wall()
    this.#peer = 'link' in source ? source.peer : null
    this.#keeper = keeper
    this.session = new Session(plan, keeper.world, source, this)
    this.rotator = 'link' in source ? null : rotatorOf(plan, source, this)
  }

  /** Where it is in its life. */
  get phase(): Phase {
    return this.session.phase ?? (this.#final ? 'stopped' : 'connecting')
  }

  /** The remote address, while there is a link (for accepted connections: always), where there is one. */
  get peer(): string | null {
    return this.#peer ?? this.session.peer
  }

  /** When the delay it waits for is over, in ms since the epoch; null unless it waits. See {@link ConnectionSnapshot}. */
  get retryAt(): number | null {
    return this.#retryAt
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
   * Sends one frame; resolves when its bytes were handed to the system.
   * While there is no link it rejects, unless a `queue` was asked for; so it does while more than 16 MiB wait to be taken.
   *
   * @throws ConnectionError with the cause; OptionError when the payload cannot be a frame.
   */
  send(payload: Payload): Promise<void> {
    return this.session.send(payload)
  }

  /** Stops reading until {@link resume}; the peer feels back-pressure, and is not charged for the time. */
  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.session.inbox.block()
  }

  /** Reads on after {@link pause}. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.session.inbox.unblock()
  }

  /**
   * Sends a heartbeat with the next tick, and expects a sign of life within `timeoutMs` of it, however lately the peer
   * was heard: for hints that the link may not be what it was. Many calls in a row are one probe per `timeoutMs`.
   * Without meaning where no beats go out, and in other phases than alive.
   */
  probe(): void {
    this.session.probe()
  }

  /** Dials as soon as the budget allows rather than when the back-off is over; without meaning in other phases. */
  retry(): void {
    if (this.phase === 'backoff') this.session.report({ type: 'retry' })
  }

  /**
   * Dials a new link, and has it take the place of the present one once it is proven; sends never pause, and what is on its
   * way on the old link still arrives. Needs the option `rotation`. A call while one is under way joins it.
   *
   * @throws ConnectionError with the cause when the new link would not open or was not proven in time, and nothing has
   * changed; or when there is no link to replace. OptionError when an option cannot be used.
   */
  rotate(options: RotateOptions = {}): Promise<void> {
    return (
      this.rotator?.rotate(options) ??
      Promise.reject(new ConnectionError('cannot rotate: it needs the option rotation', null))
    )
  }

  /**
   * Stops for good: closes in order what is open; resolves when every link, timer and subscription is gone. A second
   * call with `{ now: true }` destroys what the first one waits for.
   */
  stop(options: StopOptions = {}): Promise<void> {
    this.#stopAsked = true
    this.#keeper.asked(this, options)
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

  /** @internal Begins a life: a chart actor under the supervisor's root, outside its snapshot. */
  begin(): void {
    this.#ended = false
    const actor = createActor<Keeper['chart']>(this.#keeper.chart, {
      id: this.id,
      parent: this.#keeper.root,
      input: { port: this.session, accepted: this.accepted },
    })
    this.#actor = actor
    this.session.attach(actor)
    actor.start()
  }

  /** @internal */
  halt({ now = false }: StopOptions): void {
    this.#tell({ type: 'stop', now })
    // What the first one began to close in order, the second one destroys.
    if (now) this.#tell({ type: 'stop', now })
    this.rotator?.halt(now)
  }

  /** @internal */
  get keeper(): Keeper {
    return this.#keeper
  }

  /** @internal The link's side of an accepted connection. */
  get link(): Session {
    return this.session
  }

  /** @internal */
  get stopAsked(): boolean {
    return this.#stopAsked
  }

  /** @internal */
  get ending(): Ending {
    const { cause } = this
    return { cause: cause ?? { kind: 'cancelled', by: 'us' }, isAbnormal: cause?.kind === 'crash' }
  }

  /** @internal Whether it has ended for good. */
  get final(): boolean {
    return this.#final
  }

  /** @internal The chart's actor ended, in order or (with `error`) by a bug. */
  actorEnded(error?: { readonly thrown: unknown }): void {
    this.#ended = true
    if (error !== undefined) this.session.fail(crashCause(error.thrown))
    if (this.#isOver) this.#keeper.settled(this)
  }

  /** @internal Another life begins `delayMs` from now. */
  restarting(delayMs: number): void {
    this.#waits(delayMs)
  }

  /** @internal No restart will come: whoever waits is told. */
  finish(): void {
    this.#final = true
    this.#retryAt = null
    this.#actor = null
    this.#home?.forget(this)
    this.#changed()
    this.session.finish()
    if (this.#keeper.feed.live) {
      this.#keeper.feed.emit({ ...this.about(), kind: 'summary', ...this.counts, ...this.quality })
    }
    this.#phases?.complete()
    for (const resolve of this.#waiting?.splice(0) ?? []) resolve()
  }

  /** @internal Stalls that its present link has lived through. */
  get survived(): number {
    return this.session.survived
  }

  /** @internal How the feed names it. */
  about(): Named {
    const { id, identity } = this
    const peer = this.#peer
    return { id, ...(peer !== null && { peer }), ...(identity !== null && { identity }) }
  }

  /** Ends its link, for a reason that is not the link's: what the peer says makes no sense, say. Without meaning where there is none. */
  end(cause: Cause): void {
    this.#tell({ type: 'link.ended', cause })
  }

  // — what the session reports —

  /** @internal */
  entering(): Cause | null {
    return this.#home?.entering(this) ?? null
  }

  /** @internal */
  phaseChanged(from: Phase | null, to: Phase, event: ConnectionEvent | null, cause: Cause | null): void {
    const { feed, world } = this.#keeper
    this.rotator?.phaseChanged(to)
    this.since = world.clock.wall()
    this.#retryAt = null
    this.#changed()
    world.dials?.saw(this, from, to, cause)
    if (!this.#keeper.mayDial) this.resign()
    if (feed.live) {
      const { detectionMs, route } = this.session
      feed.emit(phaseNews(this.about(), { from, to, event, cause, detectionMs, route }))
    }
    if (this.#phases === null) this.#latest = null
    else {
      this.#latest = { from, phase: to, event: event?.type ?? null, cause }
      this.#phases.next(this.#latest)
    }
    this.#home?.moved(this, to, cause)
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
    this.#keeper.feed.emit(staleNews(this.about(), silentMs))
  }

  /** @internal */
  gone(): void {
    if (this.#ended && this.#isOver) this.#keeper.settled(this)
  }

  /** @internal */
  rotationHinted(): void {
    this.rotator?.hinted()
  }

  // — what a rotation asks —

  /** @internal */
  get world(): World {
    return this.#keeper.world
  }

  /** @internal */
  replace(session: Session): void {
    this.session = session
    this.#changed()
  }

  /** @internal */
  report(event: ConnectionEvent): void {
    this.#tell(event)
  }

  /** @internal */
  rotationTold(news: RotationNews): void {
    // It is asked before it dials.
    if (news.kind === 'rotating' && !this.#keeper.mayDial) return this.rotator?.halt(false)
    this.#keeper.feed.emit(rotationNews(this.about(), news))
  }

  /** Whether nothing is left of its links. */
  get #isOver(): boolean {
    return this.session.over && !this.rotator?.isBusy
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
    // Whoever is told of its end may ask for it once more.
    if (this.#actor !== null && !this.#ended && !isEndPhase(this.phase)) this.#actor.send(event)
  }
}
