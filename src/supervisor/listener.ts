/** A supervised listener: what it accepts becomes temporary children, up to a limit. */
import { Observable } from 'rxjs'
import { ableOption, checkOptions, integerOption } from '../machines/check.ts'
import type { Phase } from '../machines/events.ts'
import { Hot } from '../machines/hot.ts'
import { type AcceptOptions, acceptPlan } from '../machines/options.ts'
import type { World } from '../machines/world.ts'
import {
  type Cause,
  ConnectionError,
  crashCause,
  describeCause,
  type Guard,
  type Incoming,
  type LinkOwner,
  type Listener,
  type ListenerOwner,
  type Listening,
} from '../transport/transport.ts'
import type { Child, ChildOptions, Ending, StopOptions } from './child.ts'
import { type Feed, feedCause } from './feed.ts'
import type { Gate, GateHost, Gatekeeper } from './gate.ts'
import { Connection, type Home } from './handle.ts'
import { Introductions } from './introductions.ts'
import type { Keeper } from './keeper.ts'

/** What a listener can be told, for itself and for each connection it accepts. */
export interface ListenOptions extends AcceptOptions, ChildOptions {
  /** More are turned away at once, and an event says so. Default 10 000; from 1 to 1 000 000. */
  readonly maxConnections?: number
  /**
   * Who is there: `identities({ … })` of `pulsetree/identity` asks each connection who it is before it is alive, and keeps
   * a table of them. The same one may serve several listeners of a tree. Default: nobody asks.
   */
  readonly identity?: Gatekeeper
}

/** What a listener needs of its supervisor. */
export interface ListenerKeeper extends Keeper {
  /** A new id for a connection accepted at `endpoint`: `ENDPOINT#N`. */
  idFor(endpoint: string): string
  /** Starts an accepted connection as a child. */
  adopt(connection: Connection): void
  /** Stops these together, in slices that do not hold the event loop. */
  stopTogether(connections: Iterable<Connection>, options: StopOptions): Promise<void>
}

/** Where a listener is in its life. `closed` and `failed` are its ends; while `draining` it takes nobody new. */
export type ListenerPhase = 'opening' | 'listening' | 'draining' | 'closing' | 'closed' | 'failed'

/** A supervised listener, as its user holds it: what it accepts becomes temporary children, up to a limit. */
export class ListenerHandle implements Child, ListenerOwner, Home, GateHost {
  /** Its name among the supervisor's children. */
  readonly id: string
  /** Each accepted connection, as soon as it is supervised; completes when the listener has closed. */
  readonly accepted$: Observable<Connection>
  /** How often the supervisor started it again. */
  restarts = 0
  /** When it entered its phase, in ms since the epoch. */
  since: number
  /** Why it failed; null unless it did. */
  cause: Cause | null = null
  /** @internal */
  maxConnections: number
  readonly #keeper: ListenerKeeper
  readonly #introductions: Introductions
  readonly #gate: Gate | null
  readonly #accepted = new Hot<Connection>()
  readonly #phases = new Hot<ListenerPhase>()
  readonly #connections = new Set<Connection>()
  readonly #listener: Listener
  #listening: Listening | null = null
  #phase: ListenerPhase = 'opening'
  #ready: Promise<string> | null = null
  #stopAsked = false
  /** Counts lives. */
  #life = 0
  #isFinal = false
  /** It drains, and its port is closed already. */
  #isShut = false
  #endpoint: string
  #settleReady: { resolve(endpoint: string): void; reject(error: Error): void } = {
    resolve() {},
    reject() {},
  }
  #whenClosed: (() => void)[] = []
  #whenEnded: (() => void)[] = []

  /** @internal Made by a supervisor's `listen`. @throws OptionError naming the option that cannot be used. */
  constructor(
    id: string,
    listener: Listener,
    options: Omit<ListenOptions, keyof ChildOptions>,
    keeper: ListenerKeeper,
  ) {
    checkOptions('listen', options, Object.keys(options))
    const { maxConnections = 10_000, identity, ...rest } = options
    this.id = id
    this.#keeper = keeper
    this.since = keeper.world.clock.wall()
    this.maxConnections = integerOption('maxConnections', maxConnections, 1, 1_000_000)
    const plan = acceptPlan(rest, listener)
    this.#gate = identity === undefined ? null : ableOption('identity', identity, 'keep').keep(this, plan)
    this.#introductions = new Introductions(this.#gate?.plan ?? plan)
    this.#listener = listener
    this.#endpoint = listener.endpoint
    this.accepted$ = this.#accepted.stream$
  }

  /** Resolves with the endpoint once bound (port 0 has become a real one); rejects when it cannot bind. Anew for each life. */
  get ready(): Promise<string> {
    this.#ready ??= this.#awaited()
    return this.#ready
  }

  /** Where it is in its life. */
  get phase(): ListenerPhase {
    return this.#phase
  }

  /** The phase now, then every change; completes when the listener has ended for good. */
  get phase$(): Observable<ListenerPhase> {
    return new Observable((subscriber) => {
      subscriber.next(this.#phase)
      return this.#phases.stream$.subscribe(subscriber)
    })
  }

  /** Where it listens; the real port once bound. */
  get endpoint(): string {
    return this.#endpoint
  }

  /** The accepted connections that live, oldest first. */
  get connections(): readonly Connection[] {
    return [...this.#connections]
  }

  /** How many accepted connections live. */
  get size(): number {
    return this.#connections.size
  }

  /** Stops accepting, then stops the accepted connections together; resolves when nothing is left. */
  async stop(options: StopOptions = {}): Promise<void> {
    this.#stopAsked = true
    this.#keeper.asked(this, options)
    // Those that a listener had accepted that broke outlive it.
    await this.#keeper.stopTogether(this.#connections, options)
    await this.#ended()
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — the supervisor's side —

  /** @internal */
  get stopAsked(): boolean {
    return this.#stopAsked
  }

  /** @internal */
  get ending(): Ending {
    return { cause: this.cause ?? { kind: 'cancelled', by: 'us' }, isAbnormal: false }
  }

  /** @internal Binds. */
  begin(): void {
    this.cause = null
    this.#isShut = false
    this.#enter('opening')
    this.#endpoint = this.#listener.endpoint
    this.#ready = this.#awaited()
    this.#listening = null
    try {
      this.#listening = this.#listener.listen(this)
    } catch (error) {
      this.failed(crashCause(error))
      this.#enter('failed')
      throw error
    }
  }

  /** @internal */
  halt(options: StopOptions): void {
    this.#leave(this.#isShut ? 'closed' : 'closing')
    if (this.#phase === 'closing') this.#listening?.close()
    void this.#rest(options)
  }

  /**
   * @internal Takes nobody new: they are turned away where the protocol has a word for it. Where it has none the port is
   * closed, so that dials are refused, and whoever comes after us may have it.
   */
  drain(): void {
    this.#leave('draining')
    if (this.#phase === 'draining' && this.#listener.tellsWhy !== true) this.#listening?.close()
  }

  /** @internal It is bound again when its delay is over. */
  restarting(): void {}

  /** @internal */
  finish(): void {
    this.#isFinal = true
    this.#accepted.complete()
    this.#phases.complete()
    for (const resolve of this.#whenEnded.splice(0)) resolve()
  }

  // — its gate —

  /** @internal */
  get feed(): Feed {
    return this.#keeper.feed
  }

  /** @internal */
  get world(): World {
    return this.#keeper.world
  }

  /** @internal */
  rejected(peer: string | null, why: string): void {
    this.#keeper.feed.emit({
      kind: 'rejected',
      id: this.id,
      endpoint: this.#endpoint,
      ...(peer === null ? {} : { peer }),
      why,
    })
  }

  /** @internal */
  get guard(): Guard | null {
    return this.#gate?.guard ?? null
  }

  // — what the listening socket reports —

  /** @internal */
  listening(endpoint: string): void {
    if (this.#phase !== 'opening') return
    this.#endpoint = endpoint
    this.#enter('listening')
    this.#keeper.feed.emit({ kind: 'listening', id: this.id, endpoint })
    this.#settleReady.resolve(endpoint)
  }

  /** @internal */
  accepted(incoming: Incoming): LinkOwner | null {
    if (this.#phase === 'draining') this.rejected(incoming.peer, 'nobody new is taken any more')
    if (this.#phase !== 'listening') return null
    if (this.#connections.size >= this.maxConnections) {
      this.rejected(incoming.peer, `the limit of connections is ${this.maxConnections}`)
      return null
    }
    if (this.#listener.guards !== true && this.guard?.arrives(incoming.peer) === false) return null
    const connection = new Connection(
      this.#keeper.idFor(this.#endpoint),
      this.#introductions.plan,
      incoming,
      this.#keeper,
      this,
    )
    this.#connections.add(connection)
    this.#introductions.note(connection, incoming)
    this.#keeper.adopt(connection)
    this.#accepted.next(connection)
    return connection.link
  }

  /** @internal */
  turnedAway(peer: string | null, cause: Cause): void {
    this.rejected(peer, describeCause(cause))
  }

  /** @internal */
  paused(cause: Cause): void {
    this.#gate?.hears(false)
    this.#keeper.feed.emit({ kind: 'paused', id: this.id, endpoint: this.#endpoint, cause: feedCause(cause) })
  }

  /** @internal */
  resumed(): void {
    this.#gate?.hears(this.#phase === 'listening')
    this.#keeper.feed.emit({ kind: 'resumed', id: this.id, endpoint: this.#endpoint })
  }

  /** @internal */
  failed(cause: Cause): void {
    this.cause = cause
    this.#settleReady.reject(new ConnectionError(`cannot listen on ${this.#endpoint}`, cause))
  }

  /** @internal */
  closed(): void {
    const isByItself = this.#phase !== 'closing'
    this.#isShut = this.#phase === 'draining' && this.cause === null
    if (!this.#isShut) this.#enter(this.cause === null ? 'closed' : 'failed')
    this.#keeper.feed.emit({
      kind: 'closed',
      id: this.id,
      endpoint: this.#endpoint,
      cause: feedCause(this.cause ?? { kind: 'cancelled', by: 'us' }),
    })
    if (this.#stopAsked) this.#accepted.complete()
    for (const resolve of this.#whenClosed.splice(0)) resolve()
    if (isByItself && !this.#isShut) this.#settled(this.#life)
  }

  // — what its connections report —

  /** @internal */
  entering(connection: Connection): Cause | null {
    return this.#gate?.entering(connection) ?? null
  }

  /** @internal */
  moved(connection: Connection, phase: Phase, cause: Cause | null): void {
    this.#gate?.moved(connection, phase, cause)
  }

  /** @internal */
  forget(connection: Connection): void {
    this.#connections.delete(connection)
    if (this.#listener.guards !== true) this.guard?.leaves(connection.peer)
  }

  /** Listens no more, if it did. */
  #leave(to: ListenerPhase): void {
    if (this.#phase !== 'opening' && this.#phase !== 'listening' && this.#phase !== 'draining') return
    this.#enter(to)
    this.#settleReady.reject(
      new ConnectionError('stopped before it listened', { kind: 'cancelled', by: 'us' }),
    )
  }

  #enter(phase: ListenerPhase): void {
    this.#phase = phase
    this.since = this.#keeper.world.clock.wall()
    this.#gate?.hears(phase === 'listening')
    this.#phases.next(phase)
  }

  #awaited(): Promise<string> {
    const ready = new Promise<string>((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Whoever does not ask is told by the feed and by `cause`.
    ready.catch(() => {})
    return ready
  }

  /** A life is over when nothing is left of it: socket and connections. */
  async #rest(options: StopOptions): Promise<void> {
    const life = this.#life
    await this.#keeper.stopTogether(this.#connections, options)
    await this.#closedDown()
    this.#settled(life)
  }

  /** Halted twice, a life is over twice; the second time, the next one may have begun. */
  #settled(life: number): void {
    if (life !== this.#life) return
    this.#life += 1
    this.#keeper.settled(this)
  }

  #ended(): Promise<void> {
    if (this.#isFinal) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenEnded.push(resolve)
    })
  }

  #closedDown(): Promise<void> {
    if (this.#phase === 'closed' || this.#phase === 'failed') return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenClosed.push(resolve)
    })
  }
}
