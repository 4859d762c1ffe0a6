/** What is no HTTP, or too slow to become a request. */
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { peerOf } from '../socket.ts'
import { verdictOf } from '../tls/link.ts'
import { type Cause, causeOfSystemError, type ListenerOwner, timeoutCause } from '../transport.ts'
import { answer } from './answer.ts'

/** Answers peers that send no request one can read, and tells of them. Whoever fails at TLS is another's affair. */
export function minds(server: Server, owner: ListenerOwner): void {
  server.on('clientError', (error, socket) => {
    // What still comes of a request that was answered is broken again and again.
    if (!(socket instanceof Socket) || !hasShakenHands(socket) || socket.writableEnded) return
    const { status, cause } = complaintOf(error)
    owner.turnedAway(peerOf(socket), cause)
    if (status !== null && socket.writable) answer(socket, status)
    else socket.destroy()
  })
}

/**
 * Before it has, Node does not know the protocol that was negotiated inside TLS; then there is one, or none. A client
 * whose certificate is found wanting gets that far, and is let go before there is a connection.
 */
function hasShakenHands(socket: Socket): boolean {
  return !(socket instanceof TLSSocket) || (socket.alpnProtocol !== null && verdictOf(socket) === null)
}

/** A status of null: nobody is there to be answered. */
function complaintOf(error: Error): { status: number | null; cause: Cause } {
  const code: unknown = Reflect.get(error, 'code')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, cause: timeoutCause('handshake') }
  const broken = causeOfSystemError(error, true)
  if (broken !== null) return { status: null, cause: broken }
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  return { status, cause: { kind: 'protocol', by: 'peer', detail: error.message } }
}
