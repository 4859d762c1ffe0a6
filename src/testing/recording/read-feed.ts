/** The feed's events as a recording has them. */
import { type ConnectionEventType, PHASES } from '../../machines/events.ts'
import type { FeedCause } from '../../transport/transport.ts'
import { countOf, type Fields, fieldsOf, numberOf, textOf, wordOf } from './fields.ts'
import { type Place, problemIn } from './problem.ts'
import type { Recorded } from './recording.ts'

type ComparedKind = Recorded['event']['kind']

const COMPARED: readonly ComparedKind[] = ['phase', 'retry', 'stale', 'fresh', 'stall', 'changed']

/** Those there are besides, and the remarks of the command line. */
export const FEED_KINDS: ReadonlySet<string> = new Set([
  'added',
  'removed',
  'supervisor',
  'listening',
  'closed',
  'paused',
  'resumed',
  'rejected',
  'draining',
  'drained',
  'rotating',
  'rotated',
  'not-rotated',
  'identity',
  'frame',
  'dropped',
  'restart',
  'exited',
  'replaced',
  'left',
  'gave-up',
  'summary',
  'total',
  'doubt',
  'assured',
  'note',
])

/** The chart's vocabulary. */
const EVENTS: readonly ConnectionEventType[] = [
  'link.opened',
  'link.ended',
  'link.released',
  'link.replaced',
  'link.stabilised',
  'peer.silent',
  'peer.heard',
  'peer.lost',
  'deadline.passed',
  'hook.crashed',
  'backoff.elapsed',
  'retry',
  'stop',
]

export function isCompared(kind: string): kind is ComparedKind {
  return COMPARED.some((known) => known === kind)
}

/** @throws RecordingError naming the field that is not as the feed has it. */
export function recordedOf(kind: ComparedKind, fields: Fields, at: number, place: Place): Recorded {
  const { line } = place
  if (kind === 'stall') {
    const lostMs = numberOf(fields, 'lostMs', place)
    return { line, event: { v: 1, at, kind, lostMs, ...(fields['slept'] === true ? { slept: true } : {}) } }
  }
  const head = { v: 1, at, id: textOf(fields, 'id', place) } as const
  switch (kind) {
    case 'phase': {
      const from = fields['from'] === null ? null : wordOf(fields, 'from', PHASES, place)
      const to = wordOf(fields, 'to', PHASES, place)
      const event = fields['event'] === undefined ? {} : { event: wordOf(fields, 'event', EVENTS, place) }
      const cause = fields['cause'] === undefined ? {} : { cause: causeOf(fields, place) }
      return { line, event: { ...head, kind, from, to, ...event, ...cause } }
    }
    case 'retry': {
      const attempt = countOf(fields, 'attempt', place)
      return { line, event: { ...head, kind, attempt, delayMs: numberOf(fields, 'delayMs', place) } }
    }
    case 'stale':
      return { line, event: { ...head, kind, silentMs: numberOf(fields, 'silentMs', place) } }
    case 'fresh':
    case 'changed':
      return { line, event: { ...head, kind } }
  }
}

/** A row of the table of causes. Its details are for people. */
export function causeOf(fields: Fields, place: Place, name = 'cause'): FeedCause {
  const cause = fieldsOf(fields, name, place)
  if (!isCause(cause)) throw problemIn(place, name, `${JSON.stringify(cause).slice(0, 60)} is no cause`)
  return cause
}

const KINDS: ReadonlySet<unknown> = new Set([
  'eof',
  'closed',
  'reset',
  'refused',
  'unreachable',
  'dns',
  'timeout',
  'silent',
  'tls',
  'auth',
  'protocol',
  'exhausted',
  'cancelled',
  'crash',
])

function isCause(value: Fields): value is Fields & FeedCause {
  const { kind, by, of, detail = '' } = value
  if (!KINDS.has(kind) || !['peer', 'us', 'network'].some((one) => one === by) || typeof detail !== 'string')
    return false
  return (kind !== 'timeout' && kind !== 'tls') || typeof of === 'string'
}
