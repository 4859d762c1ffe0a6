/** The clients of a TLS server that have connected and not yet shaken hands. */
import { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'
import { peerOf } from '../socket.ts'
import type { Cause } from '../transport.ts'
import { causeOfFailedHandshake } from './cause.ts'
import { verdictOf } from './link.ts'

/**
 * Tells of those that come to nothing, and lets go of them: Node leaves the latter to its user when the deadline
 * passes. They are not accepted yet, so they count towards no limit on connections; what bounds them is the deadline.
 */
export class Handshakes {
  readonly #underWay = new Set<Socket>()
  readonly #failed: (peer: string | null, cause: Cause) => void
  #isAborted = false

  constructor(server: Server, failed: (peer: string | null, cause: Cause) => void) {
    this.#failed = failed
    server.on('connection', (socket) => this.#began(socket))
    server.on('secureConnection', (socket) => this.#underWay.delete(below(socket)))
    server.on('tlsClientError', (error, socket) => this.#ended(error, socket))
  }

  /** The server closes: nothing of it may stay, so those under way are called off, untold. */
  abort(): void {
    this.#isAborted = true
    for (const socket of this.#underWay) socket.destroy()
  }

  #began(socket: Socket): void {
    if (this.#isAborted) {
      socket.destroy()
      return
    }
    this.#underWay.add(socket)
    socket.once('close', () => this.#underWay.delete(socket))
    // Node asks the system once and remembers; when the handshake has failed it is too late to ask.
    peerOf(socket)
  }

  #ended(error: Error, socket: TLSSocket): void {
    const raw = below(socket)
    if (!this.#isAborted) this.#failed(peerOf(raw), causeOfFailedHandshake(error, verdictOf(socket)))
    // Called off in this very turn, it closes by itself. Node 20 breaks down when both are destroyed in this order.
    if (!raw.destroyed) socket.destroy()
  }
}

/** The socket that TLS is spoken over; Node keeps it for itself. Where it is not found, TLS's own has to do. */
function below(socket: TLSSocket): Socket {
  const parent: unknown = Reflect.get(socket, '_parent')
  return parent instanceof Socket ? parent : socket
}
