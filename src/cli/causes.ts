/** Causes as the feed writes them down, in words. */
import { type Cause, describeCause, type FeedCause, type TimeoutOf } from '../index.ts'

/** `no answer to its heartbeats`, and the like. */
export function causeInWords(written: FeedCause): string {
  const cause = causeOf(written)
  return cause === null ? written.kind : describeCause(cause)
}

const TIMEOUTS: readonly TimeoutOf[] = [
  'connect',
  'handshake',
  'frame',
  'read',
  'write',
  'idle',
  'age',
  'stale',
  'close',
  'kernel',
]

/** The cause that was written down; null when this version knows no such cause. */
function causeOf({ kind, of, code = null, planned = false, detail = '' }: FeedCause): Cause | null {
  switch (kind) {
    case 'eof':
    case 'silent':
      return { kind, by: 'peer' }
    case 'closed':
      return { kind, by: 'peer', code, planned }
    case 'reset':
    case 'unreachable':
    case 'dns':
      return { kind, by: 'network', detail }
    case 'refused':
    case 'auth':
    case 'protocol':
      return { kind, by: 'peer', detail }
    case 'timeout': {
      const deadline = TIMEOUTS.find((name) => name === of)
      return deadline === undefined ? null : { kind, by: 'peer', of: deadline }
    }
    case 'tls':
      return { kind, by: 'peer', of: of === 'certificate' ? of : 'handshake', detail }
    case 'exhausted':
      return { kind, by: 'us', detail }
    case 'cancelled':
      return { kind, by: 'us' }
    case 'crash':
      return { kind, by: 'us', detail, error: null }
  }
}
