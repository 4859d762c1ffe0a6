/** Draining: nobody new is taken, business comes to its end, and only then all is closed, in order. */
import { checkOptions, hookOption, millisOption } from '../machines/check.ts'
import { OptionError } from '../transport/transport.ts'
import { Business, type Drained, type DrainPlan } from './business.ts'
import { leaves, whileDrained } from './draining.ts'
import { Connection } from './handle.ts'
import { ListenerHandle } from './listener.ts'
import { Supervisor } from './supervisor.ts'

export type { Drained } from './business.ts'

/** How something is drained. */
export interface DrainOptions {
  /** How long business may take; what has not finished then is cut. In ms, from 0. */
  readonly withinMs: number
  /**
   * Business of a connection has finished when no business frame came or went for so long, and none waits to be sent; looked
   * at four times in that time. Heartbeats are no business, but where they are answered the peer is asked, and has to have
   * answered: of one that is frozen nobody knows whether it has finished. A task, or a command without a codec, has finished
   * when it has ended, unless it is permanent. Default 1000; from 4.
   */
  readonly idleMs?: number
  /** Resolves when business of this connection has finished, in place of `idleMs`. */
  done?(connection: Connection): Promise<void>
  /**
   * Tells the peer of a connection that is open, in the words of your protocol, that it is to go elsewhere: the GOAWAY frame
   * of HTTP/2, say. Nobody waits for it but the end of the drain.
   */
  notify?(connection: Connection): Promise<void> | void
}

/**
 * Stops a connection, a listener or a supervisor for good, as `stop` does, but in peace: listeners take nobody new (a
 * WebSocket's answers 503, others close their port), peers are told, and business goes on until it has finished or its time
 * is up. Then all are closed in order, with the goodbye of their protocol (a WebSocket's code 1001 to clients, TLS's
 * close_notify, a FIN), the children of a supervisor in reverse order of their declaration, thousands in slices.
 *
 * What is drained lives on meanwhile: connections that lose their link dial again, and children that crash are started
 * again. `treeOf` says `isDraining` of it, and by `healthOf` it is not ready. `stop({ now: true })` ends it early.
 *
 * @returns what became of them, when all have stopped.
 * @throws OptionError naming the option that cannot be used. Rejects, once all have stopped, with what `notify` or `done`
 *   failed by, unless that is a `ConnectionError`: then a link had gone.
 */
export async function drain(
  target: Connection | ListenerHandle | Supervisor,
  options: DrainOptions,
): Promise<Drained> {
  const plan = planOf(options)
  const { feed, world } = keeperOf(target)
  const { id } = target
  const business = new Business(world.clock, plan, () => isStopped(target))
  return whileDrained(target, async () => {
    feed.emit({ kind: 'draining', id, withinMs: plan.withinMs })
    const [listeners, connections] = [listenersOf(target), connectionsOf(target)]
    // First of all: who stands in a registry is asked for no longer.
    for (const one of [...listeners, ...connections]) leaves(one)
    for (const listener of listeners) listener.drain()
    const drained = await business.over(connections)
    feed.emit({ kind: 'drained', id, ...drained, cut: drained.cut.length })
    await target.stop()
    for (const { thrown } of business.failures) throw thrown
    return drained
  })
}

function planOf(options: DrainOptions): DrainPlan {
  checkOptions('drain', options, ['withinMs', 'idleMs', 'done', 'notify'])
  const { withinMs, idleMs, done, notify } = options
  if (idleMs !== undefined && done !== undefined) {
    throw new OptionError('idleMs', 'done says when business has finished; give one of them')
  }
  return {
    withinMs: millisOption('withinMs', withinMs, 0),
    idleMs: millisOption('idleMs', idleMs ?? 1_000, 4),
    done: hookOption('done', done),
    notify: hookOption('notify', notify),
  }
}

function keeperOf(target: Connection | ListenerHandle | Supervisor) {
  if (target instanceof Supervisor) return target.branch
  if (target instanceof Connection) return target.keeper
  if (target instanceof ListenerHandle) return target
  throw new OptionError(
    'target',
    'expected a connection, a listener, or a supervisor: in pages, that of pulsetree/tree',
  )
}

function isStopped(target: Connection | ListenerHandle | Supervisor): boolean {
  return target.stopAsked || (target instanceof Supervisor && target.phase !== 'running')
}

function listenersOf(target: object): ListenerHandle[] {
  if (target instanceof ListenerHandle) return [target]
  return target instanceof Supervisor ? target.children.flatMap(listenersOf) : []
}

/** Of a supervisor, its own and those of its nested ones; what listeners accepted is among them. */
function connectionsOf(target: Connection | ListenerHandle | Supervisor): readonly Connection[] {
  if (target instanceof Connection) return target.final ? [] : [target]
  if (target instanceof ListenerHandle) return target.connections
  const nested = target.children.filter((child) => child instanceof Supervisor)
  return [...target.connections, ...nested.flatMap(connectionsOf)]
}
