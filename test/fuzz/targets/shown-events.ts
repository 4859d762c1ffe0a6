/** Events of a feed about a few nodes, in any order: trees that come to be, change and go. */
import type { Draw } from '../draw.ts'

export const SHOWN_IDS = [
  'fleet',
  'a',
  'b',
  'part',
  'part/a',
  'part/deep',
  'part/deep/a',
  'door',
  'tcp://h:1#1',
  'tcp://h:1#2',
]

const PHASES = ['connecting', 'alive', 'suspect', 'dead', 'backoff', 'stopped', 'failed']
const CAUSES = [
  { kind: 'eof', by: 'peer' },
  { kind: 'cancelled', by: 'us' },
  { kind: 'refused', by: 'peer', detail: 'nobody listens' },
  { kind: 'closed', by: 'peer', code: null },
]
const COUNTS = {
  frames: 1,
  beats: 2,
  misses: 0,
  reconnects: 0,
  suspicions: 0,
  verdicts: 0,
  stalls: 0,
  rttMs: null,
  detectionMs: null,
}

const KINDS: readonly ((draw: Draw, id: string) => object)[] = [
  (draw, id) => ({
    kind: 'added',
    id,
    of: draw.once(3) ? draw.pick(SHOWN_IDS) : 'fleet',
    child: draw.pick(['connection', 'listener', 'program', 'supervisor']),
  }),
  (draw, id) => ({ kind: 'phase', id, from: draw.once(3) ? null : draw.pick(PHASES), to: draw.pick(PHASES) }),
  (draw, id) => ({ kind: 'phase', id, from: 'alive', to: 'dead', cause: draw.pick(CAUSES), peer: 'h:1' }),
  (draw, id) => ({
    kind: 'supervisor',
    id,
    phase: draw.pick(['running', 'stopping', 'givingUp', 'stopped', 'failed']),
  }),
  (_, id) => ({ kind: 'removed', id }),
  (draw, id) => ({ kind: 'listening', id, endpoint: draw.pick(['tcp://h:1', 'tcp://h:2']) }),
  (draw, id) => ({ kind: 'closed', id, endpoint: 'tcp://h:1', cause: draw.pick(CAUSES) }),
  (draw, id) => ({ kind: 'retry', id, attempt: 1, delayMs: draw.pick([0, 250.5, 8.64e15]) }),
  (draw, id) => ({ kind: 'restart', id, restarts: draw.below(9), delayMs: 10, cause: draw.pick(CAUSES) }),
  (draw, id) => ({ kind: draw.pick(['stale', 'draining']), id, silentMs: 1, withinMs: 1 }),
  (draw, id) => ({ kind: draw.pick(['fresh', 'changed']), id }),
  (_, id) => ({ kind: 'drained', id, finished: 1, left: 0, died: 0, cut: 0 }),
  (draw, id) => ({
    kind: draw.pick(['rotating', 'rotated', 'left']),
    id,
    generation: draw.below(9),
    why: 'age',
  }),
  (_, id) => ({ kind: 'summary', id, ...COUNTS }),
  (_, id) => ({ kind: 'total', id, connections: 1, ...COUNTS }),
  (draw, id) => ({
    kind: 'gave-up',
    id,
    of: draw.pick(['child', 'supervisor']),
    causes: draw.list(2, () => draw.pick(CAUSES)),
  }),
  (draw) =>
    draw.pick([
      { kind: 'stall', lostMs: 5 },
      { kind: 'note', text: 'x' },
      { kind: 'doubt', lost: 1, of: 2, withinMs: 3 },
    ]),
  (_, id) => ({ kind: 'replaced', id, program: 'node b.js', restarts: 1 }),
]

/** Later than the one before, mostly. */
export function shownEventsText(draw: Draw): string {
  let at = 1_790_000_000_000
  const lines = draw.list(40, () => {
    at += draw.once(10) ? -draw.size(5_000) : draw.size(2_000)
    const id = draw.pick(SHOWN_IDS)
    const make = draw.once(3) ? KINDS[draw.below(2)] : draw.pick(KINDS)
    return JSON.stringify({
      v: 1,
      at: draw.once(60) ? draw.pick([0, -8.64e15, 8.64e15, 0.5, 1e308]) : at,
      ...make?.(draw, id),
    })
  })
  return lines.join('\n')
}
