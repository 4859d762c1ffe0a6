/** What it means for a dial when a function of the user's fails: a target, a token, credentials. */
import { type Cause, ConnectionError, causeOfSystemError, crashCause } from './transport.ts'

/** The cause such a function gives by rejecting: a `ConnectionError`'s own, a system error's, else it is a bug. */
export function causeOfRejection(error: unknown): Cause {
  if (error instanceof ConnectionError && error.cause !== null) return error.cause
  return causeOfSystemError(error, false) ?? crashCause(error)
}
