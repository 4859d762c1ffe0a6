/** Retry or give up: one small function, replaceable by the user's own. */
import { type Cause, type CauseKind, crashCause } from '../transport/transport.ts'

/**
 * Whether a dialled connection is dialled again after this cause.
 *
 * @param failedAttempts dials in a row that led to no stable link; 0 when a stable link has ended.
 */
export type RetryPolicy = (cause: Cause, failedAttempts: number) => boolean

/**
 * The default policy. Dialled again: whatever time may mend (`eof`, `closed`, `reset`, `refused`, `unreachable`,
 * `dns`, `timeout`, `silent`, `exhausted`, a failed TLS handshake) and, counted like the rest, `protocol`.
 * Not dialled again: a bad certificate and `auth`, which only a person mends; `cancelled`, which was asked for;
 * and `crash`, which is the supervisor's matter.
 */
export const retryByCause: RetryPolicy = (cause) =>
  cause.kind === 'tls' ? cause.of === 'handshake' : !FINAL.has(cause.kind)

/** What is asked after a link has ended, or would not open. */
interface Asked {
  readonly backoff: { readonly attempts: number }
  readonly retry: RetryPolicy
}

/**
 * Whether another dial is worth it: within the attempts there may be, what the policy says.
 *
 * @param crashed told of what the policy throws, which is a no.
 */
export function isRetried(
  { backoff, retry }: Asked,
  cause: Cause,
  failedAttempts: number,
  crashed: (cause: Cause) => void,
): boolean {
  if (cause.kind === 'crash' || failedAttempts >= backoff.attempts) return false
  try {
    return retry(cause, failedAttempts)
  } catch (error) {
    crashed(crashCause(error))
    return false
  }
}

const FINAL: ReadonlySet<CauseKind> = new Set(['auth', 'cancelled', 'crash'])
