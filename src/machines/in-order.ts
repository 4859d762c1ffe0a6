/** Which links can still be closed in order. */
import type { Cause, CauseKind, TimeoutOf } from '../transport/transport.ts'

/** Whether a goodbye can still reach the peer; a verdict of silence or a reset leaves nothing to say it with. */
export function closesInOrder(cause: Cause): boolean {
  return IN_ORDER.has(cause.kind === 'timeout' ? cause.of : cause.kind)
}

const IN_ORDER: ReadonlySet<CauseKind | TimeoutOf> = new Set([
  'eof',
  'closed',
  'cancelled',
  'auth',
  'age',
  'idle',
  'read',
  'stale',
  'handshake',
])
