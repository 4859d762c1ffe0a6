/**
 * A tree as the events that would have led to it, for recordings that begin in the middle: a reader of the feed alone has
 * the whole tree then. What was before is made up as far as it shows.
 */
import { PHASES, type Phase } from '../../machines/events.ts'
import type { SupervisorPhase } from '../../supervisor/chart.ts'
import type { ShownEvent } from '../wire.ts'
import type { ShownNode } from './node.ts'

/** @param at when the tree was so, in ms since the epoch. */
export function eventsFor(nodes: Iterable<ShownNode>, at: number): ShownEvent[] {
  return [...nodes].flatMap((node) => [...declared(node, at), ...entered(node, at)])
}

function declared({ id, parent, kind, restarts, cause, endpoint }: ShownNode, at: number): ShownEvent[] {
  if (parent === null || kind === 'accepted') return []
  // Listeners say it once they are bound.
  const where = kind === 'listener' || endpoint === null ? {} : { endpoint }
  const added: ShownEvent = { v: 1, at, kind: 'added', id, of: parent, child: kind, ...where }
  if (restarts === 0) return [added]
  const reason = cause ?? { kind: 'cancelled', by: 'us' }
  return [added, { v: 1, at, kind: 'restart', id, restarts, delayMs: 0, cause: reason }]
}

function entered(node: ShownNode, at: number): ShownEvent[] {
  const { id, phase, cause, endpoint, peer, identity, retryAt } = node
  if (node.kind === 'supervisor') {
    return isSupervisorPhase(phase) ? [{ v: 1, at, kind: 'supervisor', id, phase }] : []
  }
  if (node.kind === 'listener') {
    if (endpoint === null || phase === 'opening') return []
    const listening: ShownEvent = { v: 1, at, kind: 'listening', id, endpoint }
    if (phase === 'listening') return [listening]
    if (phase === 'draining') return [listening, { v: 1, at, kind: 'draining', id, withinMs: 0 }]
    return [
      listening,
      { v: 1, at, kind: 'closed', id, endpoint, cause: cause ?? { kind: 'cancelled', by: 'us' } },
    ]
  }
  if (!isPhase(phase)) return []
  const about = { id, ...(peer !== null && { peer }), ...(identity !== null && { identity }) }
  const came: ShownEvent = {
    v: 1,
    at,
    kind: 'phase',
    ...about,
    from: null,
    to: phase,
    ...(cause !== null && { cause }),
  }
  if (retryAt === null) return [came]
  return [came, { v: 1, at, kind: 'retry', ...about, attempt: 1, delayMs: Math.max(0, retryAt - at) }]
}

const SUPERVISOR_PHASES: readonly SupervisorPhase[] = ['running', 'stopping', 'givingUp', 'stopped', 'failed']

function isSupervisorPhase(phase: string): phase is SupervisorPhase {
  return SUPERVISOR_PHASES.some((one) => one === phase)
}

function isPhase(phase: string): phase is Phase {
  return PHASES.some((one) => one === phase)
}
