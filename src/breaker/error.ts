/** What a call is refused with that a breaker does not pass. */

/** A call was not made, since its breaker is open, or half-open with all its probes under way. */
export class BreakerError extends Error {
  /** Always this. */
  override readonly name = 'BreakerError'
  /** The breaker's id. */
  readonly breaker: string
  /** When its open time is over, in ms since the epoch; null unless it is open. */
  readonly retryAt: number | null
  /** What opened it: what the latest call failed by, or the cause of the connection's end. */
  override readonly cause: unknown

  constructor(breaker: string, what: string, retryAt: number | null, cause: unknown) {
    super(`${breaker} ${what}`)
    this.breaker = breaker
    this.retryAt = retryAt
    this.cause = cause
  }
}
