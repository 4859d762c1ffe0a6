/** How calls fail: the peer answered with an error, or not in time. Where the connection is why, it is a `ConnectionError`. */
import { type Cause, describeCause } from '../transport/transport.ts'

/**
 * The codes of JSON-RPC 2.0. `server` is the first of those that are left to servers; `cancelled` is that of the Language
 * Server Protocol, whose cancellation this is.
 */
export const rpcCodes = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  server: -32_000,
  cancelled: -32_800,
} as const

/** What the peer answered instead of a result; thrown in a method, what we answer. */
export class RpcError extends Error {
  /** Always this. */
  override readonly name = 'RpcError'
  /** Why, for programs: one of {@link rpcCodes}, or the peer's own. Go has no codes: `methodNotFound`, else `server`. */
  readonly code: number
  /** What else was said; undefined where nothing was. */
  readonly data: unknown

  /** @param code a whole number. Default `rpcCodes.server`. */
  constructor(message: string, code: number = rpcCodes.server, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** No answer came within the deadline of the call. The peer was told to stop, where its dialect has words for that. */
export class DeadlineError extends Error {
  /** Always this. */
  override readonly name = 'DeadlineError'
  /** What was called. */
  readonly method: string
  /** How long was waited, in ms. */
  readonly timeoutMs: number
  /** Why there was no link, where one was waited for; null while the peer simply did not answer. */
  override readonly cause: Cause | null

  constructor(method: string, timeoutMs: number, cause: Cause | null) {
    super(`no answer to ${method} within ${timeoutMs} ms${cause === null ? '' : `: ${describeCause(cause)}`}`)
    this.method = method
    this.timeoutMs = timeoutMs
    this.cause = cause
  }
}
