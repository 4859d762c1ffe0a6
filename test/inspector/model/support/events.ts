/** Events and nodes as short as tests want them. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { childNode, supervisorNode } from '../../../../src/inspector/model/nodes.ts'
import type { ShownEvent } from '../../../../src/inspector/wire.ts'
import type { FeedBody } from '../../../../src/supervisor/feed.ts'

export function event(at: number, body: FeedBody): ShownEvent {
  return { v: 1, at, ...body }
}

export function phase(
  at: number,
  id: string,
  to: 'connecting' | 'alive' | 'suspect' | 'dead' | 'backoff' | 'stopped',
) {
  return event(at, { kind: 'phase', id, from: 'alive', to })
}

/** A supervisor called `fleet`, and connections under it. */
export function fleetOf(at: number, ...ids: readonly string[]): readonly ShownNode[] {
  const top = supervisorNode('fleet', null, 'fleet', at)
  const nodes = ids.map((id) =>
    childNode({ v: 1, at, kind: 'added', id, of: 'fleet', child: 'connection' }, 'fleet', id, false),
  )
  return [top, ...nodes]
}

/** The last words on a connection. */
export const NOTHING_COUNTED = {
  frames: 0,
  beats: 0,
  misses: 0,
  reconnects: 0,
  suspicions: 0,
  verdicts: 0,
  stalls: 0,
  rttMs: null,
  detectionMs: null,
}
