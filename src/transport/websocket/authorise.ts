/** Asks a user's program who may come in. */
import type { IncomingMessage } from 'node:http'
import { type Cause, crashCause } from '../transport.ts'

/**
 * Whether the peer behind an upgrade request may come in: true lets it in, false answers 403, a status from 400 to 599
 * answers that. It is asked before the upgrade, so nothing of the connection exists yet.
 */
export type Authorise = (request: IncomingMessage) => boolean | number | Promise<boolean | number>

/** What the peer is answered, and what is told of it here. */
export interface Refusal {
  readonly status: number
  readonly cause: Cause
}

/** null lets the peer in. A hook that throws, or answers nonsense, is a bug here: 500, and nobody comes in. */
export async function refusalOf(authorise: Authorise, request: IncomingMessage): Promise<Refusal | null> {
  try {
    const answer = await authorise(request)
    if (answer === true) return null
    const status = answer === false ? 403 : answer
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new TypeError(
        `authorise: expected true, false or a status from 400 to 599, got ${String(status)}`,
      )
    }
    return { status, cause: { kind: 'auth', by: 'us', detail: `authorise answered ${status}` } }
  } catch (error) {
    return { status: 500, cause: crashCause(error) }
  }
}
