/** A TLS client that comes in, and what its handshake has told of it. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Accepted } from '../socket-server.ts'
import type { Introduction, Link } from '../transport.ts'
import { TlsSocketIntroduction } from './introduction.ts'

export class Secured extends Accepted {
  readonly #socket: Socket

  constructor(link: Link, socket: Socket) {
    super(link)
    this.#socket = socket
  }

  override get introduction(): Introduction {
    const socket = this.#socket
    return { tls: socket instanceof TLSSocket ? new TlsSocketIntroduction(socket) : null, upgrade: null }
  }
}
