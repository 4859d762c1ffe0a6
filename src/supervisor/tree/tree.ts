/** Looks at a supervisor and at all that is under it. */
import { checkOptions, flagOption } from '../../machines/check.ts'
import type { Phase } from '../../machines/events.ts'
import type { Cause, FeedCause } from '../../transport/transport.ts'
import { isDrained } from '../draining.ts'
import type { Entry } from '../entry.ts'
import { type Escalation, GaveUpError } from '../escalation.ts'
import { feedCause } from '../feed.ts'
import { Connection } from '../handle.ts'
import { ListenerHandle } from '../listener.ts'
import { Supervisor } from '../supervisor.ts'
import type {
  AcceptedNode,
  AsChild,
  ChildLife,
  ChildNode,
  ConnectionNode,
  ListenerNode,
  ProgramNode,
  SupervisorNode,
  Tree,
} from './nodes.ts'

/** How closely a tree is looked at. */
export interface TreeDetail {
  /** Whether accepted connections are told one by one, rather than counted by phase. Default false. */
  readonly accepted?: boolean
}

/** How the nodes under one are to be made. */
interface Look {
  /** Accepted connections are told one by one. */
  readonly isClose: boolean
  /** What they are part of is being drained. */
  readonly isDraining: boolean
}

/**
 * The whole tree under a supervisor as it is now: one frozen value that JSON can carry. It does not change; to follow what
 * happens afterwards, subscribe to `feed$` before asking for it. Of 10,000 accepted connections it takes less than 1 ms,
 * and about 5 ms where each of them is told.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function treeOf(supervisor: Supervisor, detail: TreeDetail = {}): Tree {
  checkOptions('treeOf', detail, ['accepted'])
  const isClose = flagOption('accepted', detail.accepted ?? false)
  return Object.freeze({
    v: 1,
    at: Math.round(supervisor.world.clock.wall()),
    ...supervisorNode(supervisor, null, supervisor.id, { isClose, isDraining: false }),
  })
}

function childNodes({ branch }: Supervisor, look: Look): readonly ChildNode[] {
  const nodes: ChildNode[] = []
  for (const entry of branch.children.entries) {
    const { child } = entry
    const name = child.id.slice(branch.prefix.length)
    if (child instanceof Connection) nodes.push(runningNode(child, entry, name, look))
    else if (child instanceof ListenerHandle) nodes.push(listenerNode(child, entry, name, look))
    else if (child instanceof Supervisor) nodes.push(supervisorNode(child, entry, name, look))
  }
  return Object.freeze(nodes)
}

function supervisorNode(
  supervisor: Supervisor,
  entry: Entry | null,
  name: string,
  look: Look,
): SupervisorNode {
  const within = lookWithin(look, supervisor)
  const { id, phase, since, restarts, ending, branch } = supervisor
  const gaveUp = phase === 'failed' ? ending.cause : null
  const { strategy, isDynamic, intensity } = branch.plan
  return Object.freeze({
    kind: 'supervisor',
    id,
    name,
    phase,
    since: Math.round(since),
    cause: causeOf(gaveUp, entry),
    restarts,
    strategy: strategy?.name ?? 'one_for_one',
    dynamic: isDynamic,
    intensity,
    gaveUp: gaveUp && chainIn(gaveUp),
    isDraining: within.isDraining,
    child: entry && asChild(entry),
    children: childNodes(supervisor, within),
  })
}

/** Literals are frozen twenty times as fast as objects that were spread into others: fleets have thousands of these. */
function runningNode(
  connection: Connection,
  entry: Entry,
  name: string,
  look: Look,
): ConnectionNode | ProgramNode {
  return Object.freeze({
    kind: connection.session.finishes ? 'program' : 'connection',
    id: connection.id,
    name,
    phase: connection.phase,
    since: Math.round(connection.since),
    cause: causeOf(connection.cause, entry),
    restarts: connection.restarts,
    endpoint: connection.endpoint,
    generation: connection.generation,
    peer: connection.peer,
    retryAt: whole(connection.retryAt),
    isStale: connection.isStale,
    isDraining: lookWithin(look, connection).isDraining,
    child: asChild(entry),
  })
}

function listenerNode(listener: ListenerHandle, entry: Entry, name: string, look: Look): ListenerNode {
  const { connections } = listener
  const within = lookWithin(look, listener)
  return Object.freeze({
    kind: 'listener',
    id: listener.id,
    name,
    phase: listener.phase,
    since: Math.round(listener.since),
    cause: causeOf(listener.cause, entry),
    restarts: listener.restarts,
    endpoint: listener.endpoint,
    size: connections.length,
    phases: phasesOf(connections),
    isDraining: within.isDraining,
    accepted: look.isClose ? Object.freeze(connections.map((one) => acceptedNode(one, within))) : null,
    child: asChild(entry),
  })
}

function acceptedNode(connection: Connection, look: Look): AcceptedNode {
  return Object.freeze({
    kind: 'accepted',
    id: connection.id,
    name: connection.id,
    phase: connection.phase,
    since: Math.round(connection.since),
    cause: causeOf(connection.cause, null),
    peer: connection.peer,
    identity: connection.identity,
    isStale: connection.isStale,
    isDraining: lookWithin(look, connection).isDraining,
  })
}

function lookWithin(look: Look, part: object): Look {
  return look.isDraining || !isDrained(part) ? look : { ...look, isDraining: true }
}

/** A life that has just begun knows nothing of the one before it, but its supervisor does. */
function causeOf(cause: Cause | null, entry: Entry | null): FeedCause | null {
  const latest = cause ?? entry?.cause ?? null
  return latest && told(feedCause(latest))
}

function asChild(entry: Entry): AsChild {
  const { restart, isSignificant } = entry.plan
  return Object.freeze({ restart, significant: isSignificant, life: Object.freeze(lifeOf(entry)) })
}

function lifeOf({ isUp, isHalting, isOver, isGivenUp, restartAt }: Entry): ChildLife {
  if (isHalting) return { is: 'stopping' }
  if (isUp) return { is: 'up' }
  if (isOver) return { is: isGivenUp ? 'given-up' : 'ended' }
  return { is: 'waiting', restartAt: whole(restartAt) }
}

function phasesOf(connections: readonly Connection[]): Readonly<Partial<Record<Phase, number>>> {
  const phases: Partial<Record<Phase, number>> = {}
  for (const { phase } of connections) phases[phase] = (phases[phase] ?? 0) + 1
  return Object.freeze(phases)
}

function chainIn(cause: Cause): readonly Escalation[] | null {
  if (cause.kind !== 'crash' || !(cause.error instanceof GaveUpError)) return null
  const links = cause.error.chain.map(({ id, causes }) =>
    Object.freeze({ id, causes: Object.freeze(causes.map(told)) }),
  )
  return Object.freeze(links)
}

/** What others hold is not ours to freeze. */
function told(cause: FeedCause): FeedCause {
  return Object.freeze({ ...cause })
}

/** Times are told in whole milliseconds, as in the feed. */
function whole(at: number | null): number | null {
  return at === null ? null : Math.round(at)
}
