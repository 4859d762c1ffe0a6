/** A supervisor as pages have it: connections under one_for_one. One suite of tests holds it to what the whole one does. */
import type { Observable } from 'rxjs'
import { ableOption, choiceOption, nameOption } from '../machines/check.ts'
import { type ConnectOptions, connectPlan } from '../machines/options.ts'
import type { Quality } from '../machines/quality.ts'
import type { World } from '../machines/world.ts'
import { OptionError, type Transport } from '../transport/transport.ts'
import type { SupervisorPhase } from './chart.ts'
import type { StopOptions } from './child.ts'
import type { SupervisorEnd } from './end.ts'
import type { FeedEvent } from './feed.ts'
import { FlatBranch, type FlatOwner } from './flat-branch.ts'
import { beyond, checkWithin, type FlatChildOptions, type FlatOptions, flatPlan } from './flat-options.ts'
import { Connection } from './handle.ts'
import type { ConnectionSnapshot } from './shown.ts'
import type { Stalls } from './stalls.ts'
import { LazyStore, type Store } from './store.ts'

export type { FlatChildOptions, FlatOptions } from './flat-options.ts'

/** Keeps connections: starts them, restarts them or gives up, and stops them all. */
export class FlatSupervisor implements FlatOwner {
  /** Its name. */
  readonly id: string
  /** Resolves when it has ended for good and nothing is left: asked to, or because restarts were too many. */
  readonly ended: Promise<SupervisorEnd>
  readonly #inside: FlatBranch
  readonly #signal: AbortSignal | undefined
  #resolveEnded: (end: SupervisorEnd) => void = () => {}
  #store: LazyStore<readonly ConnectionSnapshot[]> | null = null

  /** @internal Made by `supervise`. @throws OptionError naming the option that cannot be used. */
  constructor(options: FlatOptions) {
    const plan = flatPlan(options)
    this.id = plan.name
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.#inside = new FlatBranch(this, plan)
    this.#signal = plan.signal
    if (this.#signal?.aborted) void this.stop()
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** For people, and in the feed: its id. */
  get name(): string {
    return this.id
  }

  /** @internal */
  get world(): World {
    return this.#inside.world
  }

  /** Where it is in its life. */
  get phase(): SupervisorPhase {
    return this.#inside.phase
  }

  /** When it entered its phase, in ms since the epoch. */
  get since(): number {
    return this.#inside.since
  }

  /** All that happens in it, from the moment of subscribing on; completes when it has ended. */
  get feed$(): Observable<FeedEvent> {
    return this.#inside.feed.events$
  }

  /**
   * Dials, and keeps dialling: the connection is a child from now on.
   *
   * @param id unique among the supervisor's children.
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  connect(id: string, transport: Transport, options: ConnectOptions & FlatChildOptions = {}): Connection {
    nameOption('id', id)
    if (this.find(id) !== undefined) throw new OptionError('id', `there is a child called ${id} already`)
    if (this.phase !== 'running') {
      throw new OptionError('id', `${this.id} has stopped and takes no more children`)
    }
    const { once } = ableOption('transport', transport, 'dial')
    checkWithin('connect', options)
    const { restart = once ? 'temporary' : 'transient', ...rest } = options
    const plan = connectPlan(rest, transport)
    choiceOption('restart', restart, once ? ['temporary'] : ['transient', 'permanent', 'temporary'])
    const connection = new Connection(id, plan, transport, this.#inside, null)
    this.#inside.add(connection, restart)
    return connection
  }

  /** The connection of this name. */
  find(id: string): Connection | undefined {
    return this.#inside.get(id)
  }

  /** Connections in the order of their declaration; those that have ended stay until removed. */
  get children(): readonly Connection[] {
    return this.#inside.connections
  }

  /** Connections that have not ended for good. */
  get connections(): readonly Connection[] {
    return this.children.filter(({ final }) => !final)
  }

  /** How well peers were watched, in figures, over all connections there ever were. Summed when asked for. */
  get quality(): Quality {
    const survived = this.connections.reduce((sum, connection) => sum + connection.survived, 0)
    return this.world.quality.quality(this.world.rtt, survived)
  }

  /** How often and how long this process did not run; its connections are not charged for it. */
  get stalls(): Stalls {
    return this.#inside.stalls
  }

  /** All connections and their changes, for user interfaces, as a connection's own `store` tells of one. */
  get store(): Store<readonly ConnectionSnapshot[]> {
    this.#store ??= new LazyStore(() => this.children.map(({ store }) => store.getSnapshot()))
    return this.#store
  }

  /** Stops a child for good and forgets it; its id is free again once this has resolved. False when there is none. */
  async remove(id: string): Promise<boolean> {
    const connection = this.find(id)
    if (connection === undefined) return false
    await connection.stop()
    this.#inside.drop(connection)
    return true
  }

  /**
   * Stops every child, one after the other in reverse order, and the supervisor. Resolves when every link, timer and
   * subscription is gone. A second call with `{ now: true }` destroys what the first one waits for.
   */
  async stop(options: StopOptions = {}): Promise<void> {
    this.#inside.stop(options)
    await this.ended
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — of the whole supervisor, and refused: plain JavaScript, and types without the condition `browser`, would not know —

  /** @internal */
  listen(): never {
    return beyond('listen')
  }

  /** @internal */
  supervise(): never {
    return beyond('supervise')
  }

  /** @internal */
  run(): never {
    return beyond('run')
  }

  /** @internal */
  start(): never {
    return beyond('start')
  }

  /** @internal */
  restart(): never {
    return beyond('restart')
  }

  /** @internal What is built beside the whole one, such as `treeOf`, asks for its inside. */
  get branch(): never {
    return beyond('supervisor')
  }

  // — as the owner of its inside —

  /** @internal */
  changed(): void {
    this.#store?.changed()
  }

  /** @internal */
  over(end: SupervisorEnd): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#resolveEnded(end)
  }

  readonly #onAbort = (): void => {
    void this.stop()
  }
}
