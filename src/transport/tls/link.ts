/** A TLS socket as a link. */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Codec } from '../framing.ts'
import { SocketLink } from '../socket.ts'
import type { Cause, LinkOwner } from '../transport.ts'
import { causeOfTlsError } from './cause.ts'

/**
 * Node tells a program that TLS has ended, and not how: by the `close_notify` that is due, or by a bare FIN. Both are
 * called what the first one is. A program that must know whether it has got everything says so in its own protocol.
 */
const CLOSED: Cause = { kind: 'closed', by: 'peer', code: null, planned: false }

/**
 * A server that has looked at our certificate says something: tickets, a frame, an alert, a goodbye. One that leaves
 * without a single byte has most likely found it wanting: `node:tls` lets go of such clients without an alert. It may
 * as well have been killed, so this is worth another try, as the same end is in TLS 1.2, where it comes before the link
 * is open.
 */
const UNANSWERED: Cause = {
  kind: 'tls',
  by: 'peer',
  of: 'handshake',
  detail: 'the peer closed without an answer to our certificate, which it may not accept',
}

/** An alert that is sent instead of an answer: a record's header of five bytes, and two. */
const ALERT_BYTES = 7

export class TlsLink extends SocketLink {
  readonly #below: Socket
  #secure: TLSSocket | null = null
  /** Bytes of the wire read when our certificate left, unseen by the peer so far; −1 where none did. */
  #readAtShowing = -1

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

  /** Opens a link whose peer may have asked for our certificate. Before TLS 1.3 it has looked at it by now. */
  openShowing(owner: LinkOwner): void {
    if (this.#secure?.getProtocol() === 'TLSv1.3') this.#readAtShowing = this.#below.bytesRead
    this.open(owner)
  }

  protected override get goodbye(): Cause {
    return this.#below.bytesRead === this.#readAtShowing ? UNANSWERED : CLOSED
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
