/** A TLS socket as a link. */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Codec } from '../framing.ts'
import { SocketLink } from '../socket.ts'
import type { Cause } from '../transport.ts'
import { causeOfTlsError } from './cause.ts'

/**
 * Node tells a program that TLS has ended, and not how: by the `close_notify` that is due, or by a bare FIN. Both are
 * called what the first one is. A program that must know whether it has got everything says so in its own protocol.
 */
const CLOSED: Cause = { kind: 'closed', by: 'peer', code: null, planned: false }

/** An alert that is sent instead of an answer: a record's header of five bytes, and two. */
const ALERT_BYTES = 7

export class TlsLink extends SocketLink {
  readonly #below: Socket
  #secure: TLSSocket | null = null

  /** @param socket that TLS is spoken over, or will be: see {@link secureBy}. */
  constructor(socket: Socket, codec: Codec) {
    super(socket, codec)
    this.#below = socket
  }

  /** Goes on over TLS. */
  secureBy(secure: TLSSocket): void {
    this.#secure = secure
    this.moveTo(secure)
  }

  protected override get goodbye(): Cause {
    return CLOSED
  }

  /** Before the handshake is complete an end is an error, and Node reports it as one right after. */
  override onFin(): void {
    if (this.isOpen) super.onFin()
  }

  /** Node leaves a TLS socket open after an error on an open link. */
  override onError(error: Error): void {
    super.onError(error)
    this.abandon()
  }

  protected override causeOf(error: Error, wasOpen: boolean): Cause {
    const answered = this.#below.bytesRead > ALERT_BYTES
    const verdict = verdictOf(this.#secure)
    return causeOfTlsError(error, { opened: wasOpen, verdict, answered }) ?? super.causeOf(error, wasOpen)
  }
}

/** What Node found wrong with the peer's certificate: a code, whatever its type says; null when nothing. */
export function verdictOf(socket: TLSSocket | null): string | null {
  const verdict: unknown = socket?.authorizationError
  return verdict === null || verdict === undefined ? null : String(verdict)
}
