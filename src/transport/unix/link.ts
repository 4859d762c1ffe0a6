/** A unix socket as a link. */
import { SocketLink } from '../socket.ts'
import type { Cause } from '../transport.ts'

/** What a path says by itself: that nobody can listen there, or is too busy to. */
const NOBODY_THERE = new Set(['ENOTDIR', 'ENOTSOCK', 'EPROTOTYPE', 'EAGAIN'])
/** Its permissions keep us out: only a person mends that. */
const NOT_LET_IN = new Set(['EACCES', 'EPERM'])

export class UnixLink extends SocketLink {
  protected override causeOf(error: Error, wasOpen: boolean): Cause {
    const code = 'code' in error ? String(error.code) : ''
    const detail = error.message
    if (!wasOpen && NOBODY_THERE.has(code)) return { kind: 'refused', by: 'peer', detail }
    if (!wasOpen && NOT_LET_IN.has(code)) return { kind: 'auth', by: 'peer', detail }
    return super.causeOf(error, wasOpen)
  }
}
