/** Why TLS failed: from what OpenSSL and Node say to the table of causes. */
import { type Cause, causeOfSystemError, timeoutCause } from '../transport.ts'

/** What was known of the handshake when it failed. */
export interface HandshakeState {
  /** Whether the link was open. In TLS 1.3 a client's is before the server has looked at its certificate. */
  readonly opened: boolean
  /** Why the peer's certificate was found wanting here, as Node says it; null when it was not. */
  readonly verdict: string | null
  /** Whether the peer had said more than an alert: it had agreed to a version and a cipher, and shown who it is. */
  readonly answered: boolean
}

/**
 * The cause behind an error of a TLS socket; null when it is nothing of TLS's.
 *
 * - *certificate*, which only a person mends: ours or the peer's was found wanting, here or there, or there was none.
 * - *handshake*: everything else that keeps TLS from being established. A peer that closes in the middle of it is one,
 *   since closing is something a peer does: a server that speaks no TLS, or has had enough of us. A reset is not,
 *   since that may be anyone's on the way.
 * - `protocol`: what comes on an open link is no TLS.
 */
export function causeOfTlsError(error: Error, { opened, verdict, answered }: HandshakeState): Cause | null {
  const { code, reason, syscall } = wordsOf(error)
  if (!opened && verdict !== null) return tlsCause('certificate', code === verdict ? reason : verdict)
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return timeoutCause('handshake')
  // Made up by Node where no system call failed: the peer ended the stream.
  if (!opened && code === 'ECONNRESET' && syscall === '') return tlsCause('handshake', HUNG_UP)
  const isOfTls = /^ERR_(SSL|TLS|OSSL)_/.test(code) || code === 'EPROTO'
  if (!isOfTls) return null
  const spoken = `${code} ${reason}`
  if (ABOUT_CERTIFICATES.test(spoken)) return tlsCause('certificate', reason)
  // Before TLS 1.3 a server that asked for a certificate and got none has no other word for it.
  if (answered && /alert.handshake.failure/i.test(spoken))
    return tlsCause('certificate', `${reason}: ${NONE_SHOWN}`)
  if (opened && !/alert/i.test(spoken)) return { kind: 'protocol', by: 'peer', detail: reason }
  return tlsCause('handshake', reason)
}

/** The cause for a client that came to nothing in its handshake, from this server's side. */
export function causeOfFailedHandshake(error: Error, verdict: string | null): Cause {
  return (
    causeOfTlsError(error, { opened: false, verdict, answered: false }) ??
    causeOfSystemError(error, false) ??
    tlsCause('handshake', error.message)
  )
}

const HUNG_UP = 'the peer closed before the handshake was complete'
const NONE_SHOWN = 'it may want a certificate of ours'

/** Alerts of the peer's, and complaints of our own, by any of the names that versions of OpenSSL give them. */
const ABOUT_CERTIFICATES = /certificate|unknown.ca\b|access.denied|cert.altname/i

function tlsCause(of: 'handshake' | 'certificate', detail: string): Cause {
  return { kind: 'tls', by: 'peer', of, detail }
}

/** OpenSSL's messages are addresses and file names around a `reason`. */
function wordsOf(error: Error): { code: string; reason: string; syscall: string } {
  const word = (name: string): string => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : ''
  }
  return { code: word('code'), reason: word('reason') || error.message, syscall: word('syscall') }
}
