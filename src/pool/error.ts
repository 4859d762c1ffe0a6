/** What somebody gets who does not get a connection. */
import { type Cause, describeCause } from '../transport/transport.ts'

/** Why: the deadline passed, too many wait already, or the pool has stopped. */
export type PoolErrorReason = 'timeout' | 'full' | 'stopped'

/** No connection was to be had. */
export class PoolError extends Error {
  /** Always this. */
  override readonly name = 'PoolError'
  /** The pool's id. */
  readonly pool: string
  /** Why there is none. */
  readonly reason: PoolErrorReason
  /** Why the latest of its links ended; null while none has. */
  override readonly cause: Cause | null

  constructor(pool: string, reason: PoolErrorReason, what: string, cause: Cause | null) {
    super(cause === null ? `${pool}: ${what}` : `${pool}: ${what}; latest: ${describeCause(cause)}`)
    this.pool = pool
    this.reason = reason
    this.cause = cause
  }
}
