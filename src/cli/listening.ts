/** Waits for a listener to be bound, and says so in one line when it cannot be. */
import { ConnectionError, type ListenerHandle } from '../index.ts'
import { complain, type Io } from './io.ts'

/** Resolves with the endpoint, the real port in it; null when there is none, because it failed or was stopped. */
export async function bound(handle: ListenerHandle, io: Io): Promise<string | null> {
  try {
    return await handle.ready
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    const { cause } = error
    if (cause?.kind === 'cancelled') return null
    // The system's own words: they name the address and what is wrong with it.
    const why = cause !== null && 'detail' in cause ? cause.detail : error.message
    complain(io, `cannot listen on ${handle.endpoint} (${why})`)
    return null
  }
}
