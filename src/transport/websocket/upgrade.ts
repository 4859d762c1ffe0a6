/** Why a dial did not become a WebSocket: what the upgrade was answered, or what kept it from being answered. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { causeOfTlsError } from '../tls/cause.ts'
import { verdictOf } from '../tls/link.ts'
import { type Cause, causeOfSystemError } from '../transport.ts'

/** The cause behind an HTTP status other than 101. Redirects are never followed: where to dial is the caller's to say. */
export function causeOfStatus(status: number): Cause {
  const detail = `the upgrade was answered ${status}`
  if (status === 401 || status === 403) return { kind: 'auth', by: 'peer', detail }
  if (status >= 500) return { kind: 'refused', by: 'peer', detail }
  return { kind: 'protocol', by: 'peer', detail: `wrong protocol: ${detail}` }
}

/** What was known of the connection when it failed. */
export interface DialState {
  /** null: there is none yet, or it was a proxy's agent that failed. */
  readonly socket: Socket | null
  /** Whether it is `wss://`. */
  readonly isSecure: boolean
  /** Whether the server had agreed to TLS as far as that there were keys. */
  readonly hasKeys: boolean
}

/**
 * The cause behind an error of a dial, before there was a status. What the tables of TLS and of system errors do not
 * know is a peer that speaks something else: no HTTP at all, or an answer that `ws` does not take for an upgrade.
 */
export function causeOfDialError(error: Error, { socket, isSecure, hasKeys }: DialState): Cause {
  const secure = socket instanceof TLSSocket ? socket : null
  const verdict = verdictIn(error, secure)
  // Before the handshake is complete, Node does not know the protocol negotiated inside; then there is one, or none.
  const opened = verdict === null && secure !== null && secure.alpnProtocol !== null
  const known =
    (isSecure ? causeOfTlsError(error, { opened, verdict, answered: hasKeys }) : null) ??
    causeOfSystemError(error, false)
  return known ?? { kind: 'protocol', by: 'peer', detail: `wrong protocol: ${error.message}` }
}

/** What is wrong with the server's certificate, if that is what the error is about. A proxy's agent has no more than it. */
function verdictIn(error: Error, secure: TLSSocket | null): string | null {
  const code: unknown = Reflect.get(error, 'code')
  if (typeof code !== 'string') return null
  return code === verdictOf(secure) || /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code) ? code : null
}

/** The cause behind an error of the socket below an open WebSocket. */
export function causeOfSocketError(error: Error, socket: Socket | null): Cause {
  const known =
    (socket instanceof TLSSocket
      ? causeOfTlsError(error, { opened: true, verdict: null, answered: true })
      : null) ?? causeOfSystemError(error, true)
  return known ?? { kind: 'reset', by: 'network', detail: error.message }
}
