/** Events as lines of a log: how much each matters, its fields, and a few words. */
import type { FeedEvent } from '../supervisor/feed.ts'
import { describeCause, type FeedCause } from '../transport/transport.ts'
import type { BreakerNews, PoolNews } from './beside.ts'

/** How much a line matters, in pino's words. */
export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error'

/** A line of a log. */
export interface Line {
  readonly level: Level
  readonly fields: object
  readonly text: string
}

type Phase = Extract<FeedEvent, { kind: 'phase' }>

/** An event of a feed. Its fields are below `pulsetree`: pino has a `pid` of its own. */
export function feedLine(event: FeedEvent): Line {
  const { v, kind, ...rest } = event
  const who = 'id' in event ? `${event.id}: ` : ''
  const why = 'cause' in event && event.cause !== undefined ? `: ${describeCause(event.cause)}` : ''
  const what = kind === 'phase' ? event.to : kind
  return {
    level: levelOf(event),
    fields: { pulsetree: { kind, ...rest } },
    text: `${who}${what}${why}`,
  }
}

/** An event of a pool. */
export function poolLine(pool: string, { kind, ...rest }: PoolNews): Line {
  const fields = { pulsetree: { kind, pool, ...rest } }
  return { level: POOL_LEVELS[kind] ?? 'debug', fields, text: `${pool}: ${kind}` }
}

/** A phase of a breaker. What was thrown is `err`, which pino writes down with its stack. */
export function breakerLine({ id, phase, from, by, cause }: BreakerNews): Line {
  const isOpen = phase === 'open'
  const opened = isOpen ? { by, ...(isThrown(cause) || cause === null ? {} : { cause }) } : {}
  return {
    level: isOpen ? 'warn' : from === null ? 'debug' : 'info',
    fields: {
      pulsetree: { kind: 'breaker', breaker: id, from, to: phase, ...opened },
      ...(isOpen && isThrown(cause) ? { err: cause } : {}),
    },
    text: `${id}: ${phase}${isOpen ? ` (${by})` : ''}`,
  }
}

function isThrown(cause: unknown): cause is Error {
  return cause instanceof Error
}

const POOL_LEVELS: Readonly<Record<string, Level>> = {
  joined: 'info',
  left: 'info',
  unusable: 'warn',
  ejected: 'warn',
  returned: 'info',
  panic: 'error',
  calm: 'info',
}

const LEVELS: Readonly<
  Record<Exclude<FeedEvent['kind'], 'phase' | 'closed' | 'exited' | 'identity'>, Level>
> = {
  added: 'debug',
  changed: 'info',
  removed: 'debug',
  supervisor: 'debug',
  listening: 'info',
  paused: 'warn',
  resumed: 'info',
  rejected: 'warn',
  draining: 'info',
  drained: 'info',
  rotating: 'debug',
  rotated: 'info',
  'not-rotated': 'warn',
  stale: 'warn',
  fresh: 'info',
  retry: 'debug',
  frame: 'trace',
  dropped: 'warn',
  restart: 'warn',
  replaced: 'warn',
  left: 'error',
  'gave-up': 'error',
  summary: 'info',
  total: 'info',
  doubt: 'warn',
  assured: 'info',
  stall: 'warn',
}

function levelOf(event: FeedEvent): Level {
  switch (event.kind) {
    case 'phase':
      return phaseLevel(event)
    case 'closed':
      return event.cause.kind === 'cancelled' ? 'info' : 'error'
    case 'exited':
      return event.code === 0 ? 'info' : 'warn'
    case 'identity':
      return event.to === 'dead' ? 'warn' : 'info'
    default:
      return LEVELS[event.kind]
  }
}

function phaseLevel({ to, cause }: Phase): Level {
  switch (to) {
    case 'connecting':
    case 'backoff':
      return 'debug'
    case 'alive':
    case 'stopped':
      return 'info'
    case 'suspect':
      return 'warn'
    case 'dead':
      return cause === undefined || isOrderly(cause) ? 'info' : 'warn'
    case 'failed':
      return 'error'
  }
}

/** Asked for, or said goodbye. */
function isOrderly(cause: FeedCause): boolean {
  return cause.kind === 'cancelled' || cause.kind === 'eof' || (cause.kind === 'closed' && cause.planned)
}
