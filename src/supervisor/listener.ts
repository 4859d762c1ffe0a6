/** A supervised listener: what it accepts becomes temporary children, up to a limit. */
import type { Observable } from 'rxjs'
import { checkOptions, integerOption } from '../machines/check.ts'
import { Hot } from '../machines/hot.ts'
import { type AcceptOptions, acceptPlan, type Plan } from '../machines/options.ts'
import {
  type Cause,
  ConnectionError,
  describeCause,
  type Incoming,
  type LinkOwner,
  type Listener,
  type ListenerOwner,
  type Listening,
} from '../transport/transport.ts'
import { feedCause } from './feed.ts'
import { Connection, type Keeper, type StopOptions } from './handle.ts'

/** What a listener can be told, for itself and for each connection it accepts. */
export interface ListenOptions extends AcceptOptions {
  /** More are turned away at once, and an event says so. Default 10 000; from 1 to 1 000 000. */
  readonly maxConnections?: number
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

/** Where a listener is in its life. `closed` and `failed` are its ends. */
export type ListenerPhase = 'opening' | 'listening' | 'closing' | 'closed' | 'failed'

/** A supervised listener, as its user holds it: what it accepts becomes temporary children, up to a limit. */
export class ListenerHandle implements ListenerOwner {
  /** Its name among the supervisor's children. */
  readonly id: string
  /** Each accepted connection, as soon as it is supervised; completes when the listener has closed. */
  readonly accepted$: Observable<Connection>
  /** Resolves with the endpoint once bound (port 0 has become a real one); rejects when it cannot bind. */
  readonly ready: Promise<string>
  /** Why it failed; null unless it did. */
  cause: Cause | null = null
  readonly #keeper: ListenerKeeper
  readonly #plan: Plan
  readonly #maxConnections: number
  readonly #accepted = new Hot<Connection>()
  readonly #connections = new Set<Connection>()
  readonly #listening: Listening
  #phase: ListenerPhase = 'opening'
  #endpoint: string
  #settleReady: { resolve(endpoint: string): void; reject(error: Error): void } = {
    resolve() {},
    reject() {},
  }
  #whenClosed: (() => void)[] = []

  /** @internal Made by a supervisor's `listen`. @throws OptionError naming the option that cannot be used. */
  constructor(id: string, listener: Listener, options: ListenOptions, keeper: ListenerKeeper) {
    checkOptions('listen', options, Object.keys(options))
    const { maxConnections = 10_000, ...rest } = options
    this.id = id
    this.#keeper = keeper
    this.#maxConnections = integerOption('maxConnections', maxConnections, 1, 1_000_000)
    this.#plan = acceptPlan(rest, listener)
    this.#endpoint = listener.endpoint
    this.accepted$ = this.#accepted.stream$
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    // Whoever does not ask is told by the feed and by `cause`.
    this.ready.catch(() => {})
    this.#listening = listener.listen(this)
  }

  /** Where it is in its life. */
  get phase(): ListenerPhase {
    return this.#phase
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
    if (this.#phase === 'opening' || this.#phase === 'listening') {
      this.#phase = 'closing'
      this.#settleReady.reject(
        new ConnectionError('stopped before it listened', { kind: 'cancelled', by: 'us' }),
      )
      this.#listening.close()
    }
    await this.#keeper.stopTogether(this.#connections, options)
    await this.#closedDown()
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — what the listening socket reports —

  /** @internal */
  listening(endpoint: string): void {
    if (this.#phase !== 'opening') return
    this.#phase = 'listening'
    this.#endpoint = endpoint
    this.#keeper.feed.emit({ kind: 'listening', id: this.id, endpoint })
    this.#settleReady.resolve(endpoint)
  }

  /** @internal */
  accepted(incoming: Incoming): LinkOwner | null {
    if (this.#phase !== 'listening') return null
    if (this.#connections.size >= this.#maxConnections) {
      this.#rejected(incoming.peer, `the limit of connections is ${this.#maxConnections}`)
      return null
    }
    const connection = new Connection(
      this.#keeper.idFor(this.#endpoint),
      this.#plan,
      incoming,
      this.#keeper,
      this,
    )
    this.#connections.add(connection)
    this.#keeper.adopt(connection)
    this.#accepted.next(connection)
    return connection.link
  }

  /** @internal */
  turnedAway(peer: string | null, cause: Cause): void {
    this.#rejected(peer, describeCause(cause))
  }

  /** @internal */
  paused(cause: Cause): void {
    this.#keeper.feed.emit({ kind: 'paused', id: this.id, endpoint: this.#endpoint, cause: feedCause(cause) })
  }

  /** @internal */
  resumed(): void {
    this.#keeper.feed.emit({ kind: 'resumed', id: this.id, endpoint: this.#endpoint })
  }

  /** @internal */
  failed(cause: Cause): void {
    this.cause = cause
    this.#settleReady.reject(new ConnectionError(`cannot listen on ${this.#endpoint}`, cause))
  }

  /** @internal */
  closed(): void {
    this.#phase = this.cause === null ? 'closed' : 'failed'
    this.#keeper.feed.emit({
      kind: 'closed',
      id: this.id,
      endpoint: this.#endpoint,
      cause: feedCause(this.cause ?? { kind: 'cancelled', by: 'us' }),
    })
    this.#accepted.complete()
    for (const resolve of this.#whenClosed.splice(0)) resolve()
  }

  /** @internal An accepted connection has ended for good. */
  forget(connection: Connection): void {
    this.#connections.delete(connection)
  }

  #rejected(peer: string | null, why: string): void {
    this.#keeper.feed.emit({
      kind: 'rejected',
      id: this.id,
      endpoint: this.#endpoint,
      ...(peer === null ? {} : { peer }),
      why,
    })
  }

  #closedDown(): Promise<void> {
    if (this.#phase === 'closed' || this.#phase === 'failed') return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenClosed.push(resolve)
    })
  }
}
