/** Keeps connections: starts them, counts their crashes, restarts or gives up, and stops them all. */
import type { Observable } from 'rxjs'
import { createActor } from 'xstate'
import { type Clock, systemClock } from '../clock/clock.ts'
import { type Random, systemRandom } from '../clock/random.ts'
import { actorClockOf } from '../clock/scheduler.ts'
import { ableOption, checkOptions, hookOption, millisOption, nameOption } from '../machines/check.ts'
import { type ConnectOptions, connectPlan } from '../machines/options.ts'
import type { Quality } from '../machines/quality.ts'
import { type World, worldOf } from '../machines/world.ts'
import { type Cause, type Listener, OptionError, type Transport } from '../transport/transport.ts'
import { type SupervisorPort, supervisorChart } from './chart.ts'
import { Feed, type FeedEvent, feedCause } from './feed.ts'
import { Connection, type StopOptions } from './handle.ts'
import { type Intensity, intensityOf } from './intensity.ts'
import { ListenerHandle, type ListenerKeeper, type ListenOptions } from './listener.ts'
import { Restarts } from './restarts.ts'
import { type RootPort, startRoot } from './root.ts'
import type { SharedDials } from './shared-dials.ts'
import type { ConnectionSnapshot } from './shown.ts'
import { NO_STALLS, oneMore, type Stalls } from './stalls.ts'
import { LazyStore, type Store } from './store.ts'
import { more, NO_COUNTS } from './tally.ts'

/** What a supervisor can be told. */
export interface SuperviseOptions {
  /** For people, and for the feed. Default `supervisor`. */
  readonly name?: string
  /** How many crashes a window may hold, for each child and for the supervisor apart. Default 3 in 5000 ms. */
  readonly intensity?: Partial<Intensity>
  /** How long a crashed child waits before it is started again, in ms. Default 1000; from 0. */
  readonly restartDelayMs?: number
  /**
   * How its connections dial again together: `sharedDials({ … })` of `pulsetree/dials`, which is also the default in Node.
   * `false`, the default in pages: each by itself, when its own back-off is over.
   */
  readonly dials?: SharedDials | false
  /** Stops the supervisor when it aborts. */
  readonly signal?: AbortSignal
  /** Default the system's. Tests give a virtual one. */
  readonly clock?: Clock
  /** Where jitter comes from. Default the platform's. */
  readonly random?: Random
}

/** How a supervisor ended. `causes` are those of the restarts that were too many, oldest first. */
export type SupervisorEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'gave-up'; readonly causes: readonly Cause[] }

const OPTIONS = ['name', 'intensity', 'restartDelayMs', 'dials', 'signal', 'clock', 'random']

type Child = Connection | ListenerHandle

/** The actor of the supervisor's own chart. It ends after all children have, so a child of that name is no trouble. */
const LIFE = 'life'

/** One turn of stopping children together holds the event loop no longer than this. */
const STOP_SLICE_MS = 6
const STOPS_A_LOOK = 16
/** How many say goodbye at once: the answers of thousands would all come in one turn, and hold the event loop in theirs. */
const MOST_CLOSING = 128
/** Peers that have not answered after so long are waited for no more before the next ones are told. */
const PATIENCE_MS = 20

/** Keeps connections: starts them, counts their crashes, restarts or gives up, and stops them all. */
export class Supervisor implements SupervisorPort, RootPort, ListenerKeeper {
  /** For people, and in the feed. */
  readonly name: string
  /** @internal */
  readonly feed: Feed
  /** @internal */
  readonly world: World
  /** Resolves when the supervisor has ended and nothing is left: asked to, or because restarts were too many. */
  readonly ended: Promise<SupervisorEnd>
  readonly #root
  readonly #actor
  readonly #restarts: Restarts
  /** Declared children, in order. */
  readonly #children = new Map<string, Child>()
  /** Every connection that has not ended for good, accepted ones included, by the id of its actor. */
  readonly #live = new Map<string, Connection>()
  /** Connections accepted so far, by endpoint: an id is never given twice. */
  readonly #counts = new Map<string, number>()
  #resolveEnded: (end: SupervisorEnd) => void = () => {}
  #signal: AbortSignal | undefined
  #stopNow = false
  #stopping = false
  #stalls = NO_STALLS
  /** What went over the connections that have ended. */
  #past = NO_COUNTS
  #causes: readonly Cause[] = []
  #store: LazyStore<readonly ConnectionSnapshot[]> | null = null

  /**
   * @internal Made by `supervise`.
   * @param usual how its connections dial again together, unless the options say so.
   */
  constructor(options: SuperviseOptions, usual?: SharedDials) {
    checkOptions('supervise', options, OPTIONS)
    const clock = ableOption('clock', options.clock ?? systemClock, 'now', 'wall', 'after')
    this.name = nameOption('name', options.name ?? 'supervisor')
    this.#signal = options.signal && ableOption('signal', options.signal, 'addEventListener')
    this.feed = new Feed(clock)
    const random = hookOption('random', options.random) ?? systemRandom
    const sharing = options.dials === false ? undefined : (options.dials ?? usual)
    const dials = sharing === undefined ? null : ableOption('dials', sharing, 'make').make(clock, random)
    this.world = worldOf(clock, random, (lostMs, _, slept) => this.#stalled(Math.round(lostMs), slept), dials)
    this.#restarts = new Restarts(
      clock,
      intensityOf(options.intensity),
      millisOption('restartDelayMs', options.restartDelayMs ?? 1_000, 0),
      dials,
    )
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.#root = startRoot(this.name, actorClockOf(clock), this)
    this.#actor = createActor(supervisorChart, {
      id: LIFE,
      parent: this.#root,
      input: { port: this },
    })
    this.#actor.start()
    if (this.#signal?.aborted) void this.stop()
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** All that happens in this tree, from the moment of subscribing on. Completes when the supervisor has ended. */
  get feed$(): Observable<FeedEvent> {
    return this.feed.events$
  }

  /**
   * Dials, and keeps dialling: the connection is a child from now on.
   *
   * @param id unique among the supervisor's children.
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  connect(id: string, transport: Transport, options: ConnectOptions = {}): Connection {
    this.#admit(id)
    ableOption('transport', transport, 'dial')
    const connection = new Connection(id, connectPlan(options, transport), transport, this, null)
    this.#children.set(id, connection)
    this.adopt(connection)
    return connection
  }

  /**
   * Listens; every accepted connection becomes a temporary child. A listener that cannot bind is `failed` for good:
   * `ready` rejects, and nothing tries again; its id is free once it is removed.
   *
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  listen(id: string, listener: Listener, options: ListenOptions = {}): ListenerHandle {
    this.#admit(id)
    ableOption('listener', listener, 'listen')
    const handle = new ListenerHandle(id, listener, options, this)
    this.#children.set(id, handle)
    return handle
  }

  /** The dialled connection or the listener of this name, or the accepted connection of this id. */
  find(id: string): Connection | ListenerHandle | undefined {
    return this.#children.get(id) ?? this.#live.get(id)
  }

  /** Declared children in the order of their declaration; those that have ended stay until removed. */
  get children(): readonly (Connection | ListenerHandle)[] {
    return [...this.#children.values()]
  }

  /** Connections that have not ended for good, accepted ones included. */
  get connections(): readonly Connection[] {
    return [...this.#live.values()]
  }

  /** How well peers were watched, in figures, over all connections there ever were. Summed when asked for. */
  get quality(): Quality {
    let survived = 0
    for (const connection of this.#live.values()) survived += connection.survived
    return this.world.quality.quality(this.world.rtt, survived)
  }

  /** How often and how long this process did not run; its connections are not charged for it. */
  get stalls(): Stalls {
    return this.#stalls
  }

  /** Stops a child for good and forgets it; its id is free again once this has resolved. False when there is none. */
  async remove(id: string): Promise<boolean> {
    const child = this.#children.get(id)
    if (child === undefined) return false
    await child.stop()
    if (this.#children.get(id) === child) this.#children.delete(id)
    this.changed()
    return true
  }

  /**
   * All connections and their changes, for user interfaces, as a connection's own `store` tells of one: those declared,
   * then those accepted. A list is made anew after each change, so it is for dozens of connections, not for thousands.
   */
  get store(): Store<readonly ConnectionSnapshot[]> {
    this.#store ??= new LazyStore(() =>
      [...new Map([...this.#children, ...this.#live]).values()]
        .filter((child) => child instanceof Connection)
        .map(({ store }) => store.getSnapshot()),
    )
    return this.#store
  }

  /**
   * Stops every child, declared ones one after the other in reverse order, and the supervisor. Resolves when every
   * link, timer and subscription is gone. A second call with `{ now: true }` destroys what the first one waits for.
   */
  async stop({ now = false }: StopOptions = {}): Promise<void> {
    if (now && !this.#stopNow) {
      this.#stopNow = true
      if (this.#stopping) for (const child of this.#children.values()) void child.stop({ now })
    }
    if (!this.#stopping) this.#actor.send({ type: 'stop' })
    await this.ended
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — ListenerKeeper —

  /** @internal */
  idFor(endpoint: string): string {
    let id: string
    do {
      const count = (this.#counts.get(endpoint) ?? 0) + 1
      this.#counts.set(endpoint, count)
      id = `${endpoint}#${count}`
    } while (this.#children.has(id))
    return id
  }

  /** @internal */
  adopt(connection: Connection): void {
    this.#live.set(connection.id, connection)
    connection.start(this.#root)
  }

  /** @internal */
  async stopTogether(connections: Iterable<Connection>, options: StopOptions): Promise<void> {
    const { clock } = this.world
    const stops: Promise<void>[] = []
    let closing = 0
    let mostClosing = MOST_CLOSING
    const gone = (): void => {
      closing -= 1
    }
    let sliceBegan = clock.now()
    for (const connection of [...connections]) {
      closing += 1
      stops.push(connection.stop(options).then(gone))
      if (stops.length % STOPS_A_LOOK !== 0) continue
      if (closing < mostClosing && clock.now() - sliceBegan <= STOP_SLICE_MS) continue
      const patientUntil = clock.now() + PATIENCE_MS
      do {
        await new Promise<void>((resolve) => {
          clock.after(1, resolve)
        })
      } while (closing >= mostClosing && clock.now() < patientUntil)
      if (closing >= mostClosing) mostClosing = closing + MOST_CLOSING
      sliceBegan = clock.now()
    }
    await Promise.all(stops)
  }

  /** @internal */
  changed(): void {
    this.#store?.changed()
  }

  /** @internal */
  settled(connection: Connection): void {
    if (connection.final) return
    if (this.#wantsRestart(connection)) return this.#restart(connection)
    this.#letGo(connection)
  }

  // — RootPort —

  /** @internal */
  childEnded(id: string, error?: { readonly thrown: unknown }): void {
    const connection = this.#live.get(id)
    if (connection !== undefined) connection.actorEnded(error)
    else if (id === LIFE) this.#finish()
  }

  // — the chart's action —

  /** @internal */
  stopChildren(): void {
    this.#stopping = true
    this.#signal?.removeEventListener('abort', this.#onAbort)
    void this.#stopInReverse()
  }

  // — restarts —

  #wantsRestart(connection: Connection): boolean {
    if (this.#stopping || connection.stopAsked || connection.restart === 'temporary') return false
    return connection.restart === 'permanent' || connection.cause?.kind === 'crash'
  }

  #restart(connection: Connection): void {
    const cause = connection.cause ?? { kind: 'cancelled', by: 'us' }
    const verdict = this.#restarts.count(connection, cause)
    if (verdict.kind === 'restart') {
      connection.restarting(verdict.delayMs)
      this.feed.emit({
        ...connection.about(),
        kind: 'restart',
        restarts: connection.restarts,
        delayMs: verdict.delayMs,
        cause: feedCause(cause),
      })
      this.#restarts.later(connection, () => connection.start(this.#root))
      return
    }
    const { causes } = verdict
    const ofSupervisor = verdict.kind === 'supervisor-exceeded'
    this.feed.emit({
      ...(ofSupervisor ? { id: this.name } : connection.about()),
      kind: 'gave-up',
      of: ofSupervisor ? 'supervisor' : 'child',
      causes: causes.map(feedCause),
    })
    this.#letGo(connection)
    if (!ofSupervisor) return
    this.#causes = causes
    this.#actor.send({ type: 'intensity.exceeded' })
  }

  /** It will not be started again. */
  #letGo(connection: Connection): void {
    this.#restarts.forget(connection)
    this.#live.delete(connection.id)
    this.#past = more(this.#past, connection.counts)
    connection.finish()
  }

  #admit(id: string): void {
    nameOption('id', id)
    if (this.#children.has(id) || this.#live.has(id))
      throw new OptionError('id', `there is a child called ${id} already`)
    if (this.#actor.getSnapshot().value !== 'running') {
      throw new OptionError('id', `${this.name} has stopped and takes no more children`)
    }
  }

  readonly #onAbort = (): void => {
    void this.stop()
  }

  async #stopInReverse(): Promise<void> {
    for (const child of [...this.#children.values()].reverse()) await child.stop({ now: this.#stopNow })
    this.#actor.send({ type: 'children.gone' })
  }

  #stalled(lostMs: number, slept: boolean): void {
    this.#stalls = oneMore(this.#stalls, lostMs, this.world.clock.wall())
    this.feed.emit({ kind: 'stall', lostMs, ...(slept ? { slept } : {}) })
  }

  #finish(): void {
    const gaveUp = this.#actor.getSnapshot().value === 'failed'
    this.#root.stop()
    this.feed.emit({ kind: 'total', id: this.name, ...this.#past, ...this.quality })
    this.feed.complete()
    this.#resolveEnded(gaveUp ? { kind: 'gave-up', causes: this.#causes } : { kind: 'stopped' })
  }
}
