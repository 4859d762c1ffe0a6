/** Our side of a simulated world: the supervisor and all it keeps, and what users do to it. */
import type { Clock } from '../../clock/clock.ts'
import { adaptive, phi } from '../../machines/detector/index.ts'
import type { ConnectOptions, LinkOptions } from '../../machines/options.ts'
import { listenOnly, pingPong } from '../../machines/protocol.ts'
import { rotation } from '../../machines/rotation.ts'
import { task } from '../../programs/task.ts'
import { change } from '../../supervisor/change.ts'
import type { ChildOptions } from '../../supervisor/child.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { TreeOptions } from '../../supervisor/options.ts'
import { Supervisor } from '../../supervisor/supervisor.ts'
import { type Template, template } from '../../supervisor/template.ts'
import { failover } from '../../transport/failover.ts'
import type { MemoryHost } from '../../transport/memory.ts'
import { OptionError, type Transport } from '../../transport/transport.ts'
import type { InvariantWatch } from '../invariants/watch.ts'
import { Bugs } from './bugs.ts'
import { idsOf } from './draw.ts'
import {
  ASKED_PORT,
  type AsSimulatedChild,
  BEATING_PORT,
  type SimulatedAct,
  type SimulatedBeat,
  type SimulatedChild,
  type SimulatedConnection,
  type SimulatedListener,
  type SimulatedSupervisor,
  type SimulatedTask,
} from './plan.ts'

type UserAct = Exclude<SimulatedAct, { readonly kind: 'manners' | 'errors' }>

const DETECTORS = { fixed: 'fixed', phi: phi(), adaptive: adaptive() } as const

export class OurFleet {
  readonly root: Supervisor
  readonly bugs = new Bugs()
  /** Sends that have neither resolved nor rejected. */
  unsettled = 0
  readonly #us: MemoryHost
  readonly #clock: Clock
  readonly #watch: InvariantWatch
  readonly #children: readonly SimulatedChild[]
  readonly #asked: ReadonlySet<string>
  readonly #templates = new Map<string, Template<Connection>>()

  /**
   * @param clock that of the supervisor.
   * @param asked ids of connections over which somebody asks, and hears answers.
   */
  constructor(
    root: Supervisor,
    us: MemoryHost,
    clock: Clock,
    watch: InvariantWatch,
    children: readonly SimulatedChild[],
    asked: ReadonlySet<string> = new Set(),
  ) {
    this.root = root
    this.#us = us
    this.#clock = clock
    this.#watch = watch
    this.#children = children
    this.#asked = asked
    for (const child of children) this.#declare(root, '', child)
  }

  /** Whatever has ended for good is started again, and whatever was removed is declared. */
  revive(): void {
    for (const { id } of idsOf(this.#children, '')) {
      this.act({ kind: 'start', connection: id })
      this.act({ kind: 'declare', connection: id })
      this.act({ kind: 'resume', connection: id })
    }
  }

  /** Reads again what its user had asked not to. */
  resumeAll(): void {
    for (const { id } of idsOf(this.#children, '')) this.act({ kind: 'resume', connection: id })
  }

  /** Does what a user does; what cannot be done now is refused, and nothing has happened then. */
  act(act: UserAct): void {
    try {
      this.#act(act)
    } catch (error) {
      if (!(error instanceof OptionError)) throw error
    }
  }

  #act(act: UserAct): void {
    const id = act.connection
    const [under, name] = this.#place(id)
    if (under === null) return
    const entry = under.branch.children.get(id)
    if (act.kind === 'declare') {
      const planned = [...idsOf(this.#children, '')].find((one) => one.id === id)
      if (entry === undefined && planned !== undefined) this.#declareAgain(under, planned.child, name)
      return
    }
    if (entry === undefined) return
    const kept = under.find(name)
    switch (act.kind) {
      case 'start':
        if (!entry.isOver) return
        this.#watch.asked(id, 'start')
        under.start(name)
        return
      case 'restart':
        this.#watch.asked(id, 'restart')
        under.restart(name).catch(() => {})
        return
      case 'remove':
        this.#watch.asked(id, 'remove')
        under.remove(name).catch(() => {})
        return
      case 'stop':
      case 'stop now':
        this.#watch.asked(id, 'stop')
        void kept?.stop({ now: act.kind === 'stop now' })
        return
      case 'bug':
        return this.bugs.plant(id, act.times)
    }
    if (kept instanceof Connection) this.#onConnection(act, kept, under, name)
  }

  #onConnection(
    act: Exclude<
      UserAct,
      { readonly kind: 'declare' | 'start' | 'restart' | 'remove' | 'stop' | 'stop now' | 'bug' }
    >,
    connection: Connection,
    under: Supervisor,
    name: string,
  ): void {
    const { id } = connection
    const settled = (): void => {
      this.unsettled -= 1
    }
    switch (act.kind) {
      case 'send':
        this.unsettled += 1
        connection.send(act.text).then(settled, settled)
        return
      case 'retry':
        this.#watch.asked(id, 'retry')
        return connection.retry()
      case 'probe':
        this.#watch.asked(id, 'probe')
        return connection.probe()
      case 'pause':
        this.#watch.paused(id, true)
        return connection.pause()
      case 'resume':
        this.#watch.paused(id, false)
        return connection.resume()
      case 'rotate':
        this.unsettled += 1
        connection.rotate().then(settled, settled)
        return
      case 'change':
        return change(under, name, { backoff: { firstMs: 300, maxMs: 3_000, jitter: 'equal' } })
    }
  }

  /** The supervisor that a child of this id stands under, and its name there. */
  #place(id: string): readonly [Supervisor | null, string] {
    const cut = id.lastIndexOf('/')
    if (cut < 0) return [this.root, id]
    const under = this.root.find(id.slice(0, cut))
    return [under instanceof Supervisor ? under : null, id.slice(cut + 1)]
  }

  #declareAgain(under: Supervisor, child: SimulatedChild, name: string): void {
    if (child.kind !== 'connection') return
    const from = under === this.root ? undefined : this.#templates.get(under.id)
    if (from === undefined) this.#connect(under, child)
    else from.start(name)
  }

  #declare(under: Supervisor, prefix: string, child: SimulatedChild): void {
    switch (child.kind) {
      case 'connection':
        this.#connect(under, child)
        return
      case 'task':
        return this.#run(under, prefix + child.name, child)
      case 'listener':
        return this.#listen(under, prefix + child.name, child)
      case 'supervisor':
        return this.#supervise(under, prefix, child)
    }
  }

  #supervise(under: Supervisor, prefix: string, child: SimulatedSupervisor): void {
    const { name, dynamic, strategy, allRestarts, allWithinMs, children } = child
    const id = prefix + name
    const options: TreeOptions = { intensity: { restarts: allRestarts, withinMs: allWithinMs } }
    if (!dynamic) {
      const nested = under.supervise(name, { ...options, strategy }, asChild(child))
      for (const each of children) this.#declare(nested, `${id}/`, each)
      return
    }
    const byKey = new Map(children.map((each) => [each.name, each]))
    const made = template(
      under,
      name,
      (key, supervisor) => {
        const each = byKey.get(key)
        if (each?.kind !== 'connection') throw new OptionError('key', `there is no ${key}`)
        return this.#connect(supervisor, each)
      },
      { ...options, own: asChild(child) },
    )
    this.#templates.set(id, made)
    for (const each of children)
      if (each.kind === 'connection') made.start(each.name)
      else this.#declare(made.supervisor, `${id}/`, each)
  }

  #connect(under: Supervisor, child: SimulatedConnection): Connection {
    const id = under === this.root ? child.name : `${under.id}/${child.name}`
    const port = child.asks ? ASKED_PORT : BEATING_PORT
    const [first, ...others] = child.to.map((host) => this.#transport(id, `${host}:${port}`))
    if (first === undefined) throw new OptionError('to', 'expected a host')
    const transport = others.length === 0 ? first : failover([first, ...others])
    const { backoff, connectTimeoutMs, closeTimeoutMs, rotateEveryMs, greets, asks } = child
    const options: ConnectOptions & ChildOptions = {
      heartbeat: { protocol: asks ? pingPong : listenOnly, ...beatOf(child.beat) },
      connectTimeoutMs,
      closeTimeoutMs,
      frames: this.#asked.has(id) ? 'deliver' : 'ignore',
      ...(backoff === null ? {} : { backoff }),
      ...(rotateEveryMs === null ? {} : { rotation: rotation({ everyMs: rotateEveryMs }) }),
      ...(greets ? { onOpen: (link) => link.send('hello') } : {}),
      ...asChild(child),
    }
    return under.connect(child.name, transport, options)
  }

  #transport(id: string, to: string): Transport {
    return this.#watch.transport(id, this.bugs.within(id, this.#us.dial({ to })))
  }

  #listen(under: Supervisor, id: string, child: SimulatedListener): void {
    const listener = this.#watch.listener(id, this.#us.listen({ port: child.port }))
    under.listen(child.name, listener, {
      heartbeat: { protocol: pingPong, ...beatOf(child.beat) },
      frames: 'ignore',
      ...asChild(child),
    })
  }

  #run(under: Supervisor, id: string, child: SimulatedTask): void {
    const program = task(({ beat, signal }) => this.#work(id, child, beat, signal))
    under.run(child.name, program, { heartbeat: beatOf(child.beat), ...asChild(child) })
  }

  /** Beats until it has to end, or until its bug. */
  #work(
    id: string,
    { beat: { everyMs } }: SimulatedTask,
    beat: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.bugs.begin(id)
    return new Promise((resolve, reject) => {
      const loop = (): void => {
        beat()
        timer = this.#clock.after(everyMs / 2, loop)
      }
      let timer = this.#clock.after(0, loop)
      const over = this.bugs.runs(id, (error) => {
        end()
        reject(error)
      })
      const end = (): void => {
        timer.cancel()
        over()
        signal.removeEventListener('abort', stop)
      }
      const stop = (): void => {
        end()
        resolve()
      }
      signal.addEventListener('abort', stop)
    })
  }
}

function beatOf({
  everyMs,
  timeoutMs,
  misses,
  detector,
}: SimulatedBeat): Exclude<LinkOptions['heartbeat'], 'none' | undefined> {
  return { everyMs, timeoutMs, misses, detector: DETECTORS[detector] }
}

function asChild({ restart, restarts, withinMs, restartDelayMs, escalates }: AsSimulatedChild): ChildOptions {
  return {
    restart,
    intensity: { restarts, withinMs },
    restartDelayMs,
    whenGivenUp: escalates ? 'escalate' : 'keep',
  }
}
