/** Keeps connections, listeners and other supervisors: starts them, restarts them or gives up, and stops them all. */
import type { Observable } from 'rxjs'
import { ableOption, nameOption } from '../machines/check.ts'
import { type ConnectOptions, connectPlan } from '../machines/options.ts'
import type { Quality } from '../machines/quality.ts'
import type { World } from '../machines/world.ts'
import { type Listener, OptionError, type Transport } from '../transport/transport.ts'
import { Branch, type BranchOwner, type Place } from './branch.ts'
import type { SupervisorPhase } from './chart.ts'
import { apart, type Child, type ChildOptions, childPlan, type Ending, type StopOptions } from './child.ts'
import type { SupervisorEnd } from './end.ts'
import type { Entry } from './entry.ts'
import type { ChildKind, FeedEvent } from './feed.ts'
import { Connection } from './handle.ts'
import { ListenerHandle, type ListenOptions } from './listener.ts'
import { nestedDefaults, type RootPlan, type TreeOptions, treePlan, type Usual } from './options.ts'
import type { Program, RunOptions } from './program.ts'
import type { Said, Specify } from './recipe.ts'
import type { ConnectionSnapshot } from './shown.ts'
import type { Stalls } from './stalls.ts'
import { LazyStore, type Store } from './store.ts'
import { addedNews } from './telling.ts'

export type { SupervisorPhase } from './chart.ts'
export type { SupervisorEnd } from './end.ts'

/** Whatever a supervisor keeps. */
export type Kept = Connection | ListenerHandle | Supervisor

/** Keeps connections, listeners and other supervisors: starts them, restarts them or gives up, and stops them all. */
export class Supervisor implements BranchOwner {
  /** Its name among its parent's children; without a parent, its name. */
  readonly id: string
  /** How often its parent started it again. */
  restarts = 0
  /** Resolves when it has ended for good and nothing is left: asked to, or because restarts were too many. */
  readonly ended: Promise<SupervisorEnd>
  /** @internal Its inside: for what is built beside it, such as `treeOf`. */
  readonly branch: Branch
  readonly #usual: Usual
  readonly #signal: AbortSignal | undefined = undefined
  #resolveEnded: (end: SupervisorEnd) => void = () => {}
  #store: LazyStore<readonly ConnectionSnapshot[]> | null = null

  /** @internal Made by `supervise`, the function or the method. */
  constructor(place: Place | RootPlan, usual: Usual) {
    this.#usual = usual
    this.id = place.name
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.branch = new Branch(this, place)
    if ('parent' in place) return
    this.#signal = place.signal
    this.begin()
    if (this.#signal?.aborted) void this.stop()
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** For people, and in the feed: its id. */
  get name(): string {
    return this.id
  }

  /** @internal */
  get world(): World {
    return this.branch.world
  }

  /** Where it is in its life. */
  get phase(): SupervisorPhase {
    return this.branch.phase
  }

  /** When it entered its phase, in ms since the epoch. */
  get since(): number {
    return this.branch.since
  }

  /**
   * All that happens in this tree, from the moment of subscribing on; of a nested supervisor, in its part of it. Completes
   * when the whole tree has ended.
   */
  get feed$(): Observable<FeedEvent> {
    const { feed, prefix, isRoot } = this.branch
    return isRoot ? feed.events$ : feed.of(this.id, prefix)
  }

  /**
   * Dials, and keeps dialling: the connection is a child from now on.
   *
   * @param id unique among the supervisor's children.
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  connect(id: string, transport: Transport, options: ConnectOptions & ChildOptions = {}): Connection {
    const full = this.#admit(id)
    return this.#add('connection', options, (said: ConnectOptions & ChildOptions, other = transport) => {
      const { once } = ableOption('transport', other, 'dial')
      const [own, rest] = apart(said)
      const plan = (this.#usual.plan ?? connectPlan)(rest, other)
      return {
        plan: childPlan(own, this.branch.plan.defaults, once),
        make: (branch) => branch.adopted(new Connection(full, plan, other, branch, null)),
        once,
        dial: { plan, transport: other },
      }
    })
  }

  /**
   * Listens; every accepted connection becomes a temporary child. A listener that cannot bind is `failed`: `ready`
   * rejects, and unless it is `permanent` nothing tries again; its id is free once it is removed.
   *
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  listen(id: string, listener: Listener, options: ListenOptions = {}): ListenerHandle {
    const full = this.#admit(id)
    ableOption('listener', listener, 'listen')
    return this.#add('listener', options, (said: ListenOptions) => {
      const [own, rest] = apart(said)
      return {
        plan: childPlan(own, this.branch.plan.defaults),
        make: (branch) => new ListenerHandle(full, listener, rest, branch),
      }
    })
  }

  /**
   * A supervisor as a child: it has limits of its own, and what it cannot keep up is this one's matter. Time, chance, dials
   * and the feed are shared by the whole tree; ids of its children begin with its own and a slash.
   *
   * @param own when and how it is started again, and stopped.
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  supervise(id: string, options: TreeOptions = {}, own: ChildOptions = {}): Supervisor {
    const full = this.#admit(id)
    const plan = treePlan(options, this.#usual)
    const make = (parent: Branch, before: Child | null): Supervisor => {
      const nested = new Supervisor({ name: full, parent, plan }, this.#usual)
      if (before instanceof Supervisor) nested.branch.inherit(before.branch)
      return nested
    }
    const defaults = nestedDefaults(this.branch.plan.defaults)
    return this.#add('supervisor', own, (said: ChildOptions) => ({ plan: childPlan(said, defaults), make }))
  }

  /**
   * Runs what beats and may finish: a task, a thread, a process. It is shown as a connection, and watched like one; it is
   * started again by the rules for children alone. Where it has finished it is `stopped`, with cause `closed`.
   *
   * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
   */
  run<Handle extends Connection>(
    id: string,
    program: Program<Handle>,
    options: RunOptions<Handle> = {},
  ): Handle {
    const full = this.#admit(id)
    ableOption('program', program, 'prepare')
    return this.#add('program', options, (said: RunOptions<Handle>) => {
      const [own, rest] = apart(said)
      const plan = childPlan(own, this.branch.plan.defaults)
      const prepared = program.prepare(full, rest, plan)
      return { plan, make: (branch) => branch.adopted(prepared(branch)) }
    })
  }

  /**
   * The declared child of this name, or the accepted connection of this id. What nested supervisors keep is found by their
   * names before it, as in `edge/prices`: by its id in the feed, where this one has no parent.
   */
  find(id: string): Kept | undefined {
    const { children, live, prefix } = this.branch
    const full = prefix + id
    const child = children.get(full)?.child ?? live.get(id) ?? live.get(full)
    if (isKept(child)) return child
    for (let at = id.indexOf('/'); at > 0; at = id.indexOf('/', at + 1)) {
      const nested = children.get(prefix + id.slice(0, at))?.child
      if (nested instanceof Supervisor) return nested.find(id.slice(at + 1))
    }
    return undefined
  }

  /** Declared children in the order of their declaration; those that have ended stay until removed. */
  get children(): readonly Kept[] {
    return this.branch.children.entries.map(({ child }) => child).filter(isKept)
  }

  /** Connections that have not ended for good, accepted ones included; not those of nested supervisors. */
  get connections(): readonly Connection[] {
    return [...this.branch.live.values()]
  }

  /** How well peers were watched, in figures, over all connections there ever were. Summed when asked for. */
  get quality(): Quality {
    return this.branch.quality
  }

  /** How often and how long this process did not run; its connections are not charged for it. */
  get stalls(): Stalls {
    return this.branch.stalls
  }

  /**
   * Starts a child again that has ended for good, in a new handle.
   *
   * @throws OptionError naming `id` when there is no such child, it has not ended, or it can be started only once.
   */
  start(id: string): Kept {
    const entry = this.#startable(id)
    if (!entry.isOver) throw new OptionError('id', `${id} has not ended: restart it instead`)
    this.branch.children.start(entry)
    return keptBy(entry)
  }

  /**
   * Ends the present life of a child and begins another one at once, whatever it is doing; its siblings are left alone, and
   * nothing is counted. Of a child that has ended for good it is {@link start}. Resolves with the handle when it has begun.
   *
   * @throws OptionError naming `id` when there is no such child, or it can be started only once.
   */
  async restart(id: string): Promise<Kept> {
    const entry = this.#startable(id)
    await this.branch.children.restart(entry)
    return keptBy(entry)
  }

  /** Stops a child for good and forgets it; its id is free again once this has resolved. False when there is none. */
  async remove(id: string): Promise<boolean> {
    const { children, prefix } = this.branch
    const entry = children.get(prefix + id)
    if (entry === undefined) return false
    const { child } = entry
    entry.isToGo = true
    await child.stop()
    this.branch.drop(child)
    return true
  }

  /**
   * All connections and their changes, for user interfaces, as a connection's own `store` tells of one: those declared,
   * then those accepted. Nested supervisors have stores of their own: a page that shows one part of a tree is not woken for
   * the others; the whole is told by `treeOf` of `pulsetree/tree`. A list is made anew after each change, so it is for dozens
   * of connections, not for thousands.
   */
  get store(): Store<readonly ConnectionSnapshot[]> {
    this.#store ??= new LazyStore(() => {
      const declared = this.children.filter((child) => child instanceof Connection)
      return [...new Set([...declared, ...this.connections])].map(({ store }) => store.getSnapshot())
    })
    return this.#store
  }

  /**
   * Stops every child, declared ones one after the other in reverse order, and the supervisor. Resolves when every
   * link, timer and subscription is gone. A second call with `{ now: true }` destroys what the first one waits for.
   */
  async stop(options: StopOptions = {}): Promise<void> {
    this.branch.stop(options)
    await this.ended
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  // — as a child —

  /** @internal */
  get stopAsked(): boolean {
    return this.branch.stopAsked
  }

  /** @internal */
  get ending(): Ending {
    return this.branch.ending
  }

  /** @internal */
  begin(): void {
    this.branch.begin()
  }

  /** @internal */
  halt(options: StopOptions): void {
    this.branch.halt(options)
  }

  /** @internal */
  resign(): void {
    this.branch.children.resign()
  }

  /** @internal It begins when its delay is over. */
  restarting(): void {}

  /** @internal */
  finish(): void {
    this.branch.finish()
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

  #add<Kind extends Kept>(kind: ChildKind, said: Said, specify: Specify<Branch, Kind>): Kind {
    const { children, feed } = this.branch
    const { plan, make, once } = specify(said)
    const child = make(this.branch, null)
    const { id } = child
    feed.emit(addedNews(child, this.id, kind))
    try {
      children.add(child, plan, once ? null : make)
    } catch (error) {
      feed.emit({ kind: 'removed', id })
      throw error
    }
    const entry = children.get(id)
    if (entry === undefined) return child
    entry.said = said
    entry.specify = specify
    return child
  }

  #startable(id: string): Entry<Branch> {
    const entry = this.branch.children.get(this.branch.prefix + id)
    if (entry === undefined) throw new OptionError('id', `there is no child called ${id}`)
    if (entry.make === null) throw new OptionError('id', `${id} can be started only once`)
    this.#admissible()
    return entry
  }

  /** @returns the id in full. */
  #admit(id: string): string {
    nameOption('id', id)
    const { children, live, prefix } = this.branch
    const full = prefix + id
    if (children.get(full) !== undefined || live.has(full)) {
      throw new OptionError('id', `there is a child called ${id} already`)
    }
    this.#admissible()
    return full
  }

  /** A nested supervisor that waits to be started again takes children: they start with it. */
  #admissible(): void {
    if (this.branch.isEnding) {
      throw new OptionError('id', `${this.id} has stopped and takes no more children`)
    }
  }

  readonly #onAbort = (): void => {
    void this.stop()
  }
}

function isKept(child: Child | undefined): child is Kept {
  return child instanceof Connection || child instanceof ListenerHandle || child instanceof Supervisor
}

function keptBy({ child, id }: Entry): Kept {
  if (isKept(child)) return child
  throw new OptionError('id', `${id} is held by nobody`)
}
