/** How single nodes begin, and what becomes of one when something happens to it. Values: a change is another node. */
import { PHASES } from '../../machines/events.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { FeedCause } from '../../transport/transport.ts'
import type { ShownNode } from './node.ts'

type FeedOf<Kind extends FeedEvent['kind']> = Extract<FeedEvent, { kind: Kind }>

const BLANK: Omit<ShownNode, 'id' | 'parent' | 'name' | 'kind' | 'phase' | 'since'> = {
  cause: null,
  restarts: 0,
  endpoint: null,
  peer: null,
  identity: null,
  generation: null,
  retryAt: null,
  isStale: false,
  isDraining: false,
  life: null,
  strategy: null,
}

export function supervisorNode(id: string, parent: string | null, name: string, at: number): ShownNode {
  return { ...BLANK, id, parent, name, kind: 'supervisor', phase: 'running', since: at }
}

/** A nested one says so once it runs, which may be long after it was declared: when what it stands in rests. */
function unbegun(id: string, parent: string | null, name: string, at: number): ShownNode {
  return { ...supervisorNode(id, parent, name, at), phase: 'stopped' }
}

export function childNode(
  { id, child, at, endpoint }: FeedOf<'added'>,
  parent: string,
  name: string,
  isDraining: boolean,
): ShownNode {
  const node = { ...BLANK, id, parent, name, since: at, isDraining }
  switch (child) {
    case 'supervisor':
      return { ...unbegun(id, parent, name, at), isDraining }
    case 'listener':
      return { ...node, kind: 'listener', phase: 'opening' }
    case 'connection':
    case 'program':
      return { ...node, kind: child, phase: 'connecting', generation: 0, endpoint: endpoint ?? null }
  }
}

/** Phases out of JSON are texts of their own each: one for all is found, counted and compared at a glance. */
const PHASE_NAMES: ReadonlyMap<string, ShownNode['phase']> = new Map(
  (
    [
      ...PHASES,
      ...(['running', 'stopping', 'givingUp'] as const),
      ...(['opening', 'listening', 'draining', 'closing', 'closed'] as const),
    ] satisfies ShownNode['phase'][]
  ).map((phase) => [phase, phase]),
)

export function withOnePhase(node: ShownNode): ShownNode {
  return { ...node, phase: PHASE_NAMES.get(node.phase) ?? node.phase }
}

/** One that nobody declared: accepted, or from before a recording begins. */
export function foundNode(
  event: FeedOf<'phase'>,
  parent: string | null,
  name: string,
  kind: 'accepted' | 'connection',
) {
  const node: ShownNode = { ...BLANK, id: event.id, parent, name, kind, phase: event.to, since: event.at }
  return kind === 'accepted' ? node : { ...node, generation: 0 }
}

/** What a node does not say of its past. */
export interface Past {
  /** That of a link that is dialled now. */
  readonly generation: number
  /** Why its latest life ended that nobody had asked to; null while none has. */
  readonly lifeCause: FeedCause | null
  /** Whether a life that begins was announced, and counted then. */
  readonly isCounted: boolean
}

export function phaseEntered(
  node: ShownNode,
  event: FeedOf<'phase'>,
  { generation, lifeCause, isCounted }: Past,
): ShownNode {
  const isDialled = node.kind !== 'accepted'
  const begins = event.from === null && isDialled
  // A life that nobody announced by `restart`: one among siblings that were started together, or asked for by hand.
  const isUncounted = begins && (node.generation ?? 0) > 0 && !isCounted && node.life?.is !== 'waiting'
  return {
    ...node,
    phase: PHASE_NAMES.get(event.to) ?? event.to,
    since: event.at,
    cause: event.cause ?? (begins ? lifeCause : node.cause),
    restarts: node.restarts + (isUncounted ? 1 : 0),
    endpoint: event.route ?? node.endpoint,
    peer: event.peer ?? (isDialled ? null : node.peer),
    identity: event.identity ?? node.identity,
    generation: isDialled ? (event.to === 'connecting' ? generation : node.generation) : null,
    retryAt: null,
    isStale: node.isStale && (event.to === 'alive' || event.to === 'suspect'),
    life: begins ? { is: 'up' } : node.life,
  }
}

/** Another one in its place, none of whose lives has begun. */
export function renewed(node: ShownNode, at: number): ShownNode {
  const { id, parent, name, kind } = node
  if (kind === 'supervisor') return unbegun(id, parent, name, at)
  const first = { ...node, ...BLANK, endpoint: node.endpoint, since: at }
  if (kind === 'listener') return { ...first, phase: 'opening' }
  return { ...first, phase: 'connecting', generation: kind === 'accepted' ? null : 0 }
}

/** What else happens to connections, programs and listeners, one at a time. Others come back as they are. */
export function changed(node: ShownNode, event: FeedEvent): ShownNode {
  switch (event.kind) {
    case 'retry':
      return { ...node, retryAt: event.at + event.delayMs }
    case 'restart': {
      const restartAt = event.at + event.delayMs
      const retryAt = node.kind === 'supervisor' || node.kind === 'listener' ? null : restartAt
      return {
        ...node,
        restarts: event.restarts,
        cause: event.cause,
        retryAt,
        life: { is: 'waiting', restartAt },
      }
    }
    case 'stale':
    case 'fresh':
      return { ...node, isStale: event.kind === 'stale' }
    case 'rotated':
      return {
        ...node,
        generation: event.generation,
        endpoint: event.route ?? node.endpoint,
        peer: event.peer ?? node.peer,
      }
    case 'replaced':
      return { ...node, endpoint: event.program }
    case 'gave-up': {
      const cause = event.causes.at(-1) ?? node.cause
      return event.of === 'child'
        ? { ...node, cause, retryAt: null, life: { is: 'given-up' } }
        : { ...node, cause }
    }
    case 'summary':
      return node.life?.is === 'given-up' ? node : { ...node, retryAt: null, life: { is: 'ended' } }
    case 'supervisor':
      return supervisorEntered(node, event)
    case 'listening':
      return listenerBound(node, event)
    case 'closed':
      return listenerClosed(node, event)
    default:
      return node
  }
}

function supervisorEntered(node: ShownNode, { phase, at }: FeedOf<'supervisor'>): ShownNode {
  if (node.parent === null) return { ...node, phase, since: at }
  const isNewLife = phase === 'running' && (node.phase === 'stopped' || node.phase === 'failed')
  // Its first life is no restart.
  const isCounted = node.life === null || node.life.is === 'waiting'
  const isOver = phase === 'stopped' || phase === 'failed'
  return {
    ...node,
    phase,
    since: at,
    restarts: node.restarts + (isNewLife && !isCounted ? 1 : 0),
    life: isOver ? (node.life ?? { is: 'ended' }) : { is: phase === 'running' ? 'up' : 'stopping' },
  }
}

function listenerBound(node: ShownNode, { at, endpoint }: FeedOf<'listening'>): ShownNode {
  return { ...listenerBegun(node), phase: 'listening', since: at, endpoint, cause: null, life: { is: 'up' } }
}

/** Of a life nothing is told before it is bound, or has ended without that. */
function listenerBegun(node: ShownNode): ShownNode {
  if (node.phase !== 'closed' && node.phase !== 'failed') return node
  const isCounted = node.life?.is === 'waiting'
  return { ...node, restarts: node.restarts + (isCounted ? 0 : 1), life: { is: 'up' } }
}

function listenerClosed(node: ShownNode, { at, cause }: FeedOf<'closed'>): ShownNode {
  const isOurs = cause.kind === 'cancelled'
  // Its port is closed already while what it accepted comes to an end.
  if (isOurs && node.phase === 'draining') return node
  return {
    ...listenerBegun(node),
    phase: isOurs ? 'closed' : 'failed',
    since: at,
    cause: isOurs ? node.cause : cause,
  }
}
