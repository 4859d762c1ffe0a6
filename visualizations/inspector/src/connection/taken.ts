/** Which chart a node has, and which of its arrows was taken last. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'

export type ChartName = 'connection' | 'supervisor' | 'identity'

/** What a chart shows: the state that is lit, and the arrow into it, where that is known. */
export interface Marked {
  readonly state: string
  readonly from: string | null
  readonly event: string | null
  /** When it was taken, in ms since the epoch; null where that is not known. */
  readonly at: number | null
}

/** The charts of a node, the first one first shown. A listener has none: it is no machine. */
export function chartsOf(node: ShownNode): readonly ChartName[] {
  if (node.kind === 'listener') return []
  if (node.kind === 'supervisor') return ['supervisor']
  return node.identity === null ? ['connection'] : ['connection', 'identity']
}

/** Of a connection or a supervisor: `events` are its own, oldest first, until the moment that is looked at. */
export function markedOf(node: ShownNode, events: readonly ShownEvent[]): Marked {
  const at = node.since
  const last = events.findLast((event) => isPhaseOf(event, node.id))
  if (last === undefined || phaseOf(last) !== node.phase)
    return { state: node.phase, from: null, event: null, at }
  if (last.kind === 'phase')
    return { state: last.to, from: last.from, event: last.event ?? null, at: last.at }
  const before = events.slice(0, events.indexOf(last)).findLast((event) => isPhaseOf(event, node.id))
  return { state: node.phase, from: before === undefined ? null : phaseOf(before), event: null, at: last.at }
}

/** Of who it is: `events` are those of the listener that knows it. Null while nothing was told. */
export function markedIdentity(identity: string, events: readonly ShownEvent[]): Marked | null {
  const last = events.findLast((event) => event.kind === 'identity' && event.identity === identity)
  return last?.kind === 'identity' ? { state: last.to, from: last.from, event: null, at: last.at } : null
}

function isPhaseOf(event: ShownEvent, id: string): boolean {
  return (event.kind === 'phase' || event.kind === 'supervisor') && event.id === id
}

function phaseOf(event: ShownEvent): string | null {
  if (event.kind === 'phase') return event.to
  return event.kind === 'supervisor' ? event.phase : null
}
