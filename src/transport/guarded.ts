/** A guard before the door of a server: who is turned away there costs no handshake, no parser and no link. */
import type { Server, Socket } from 'node:net'
import { peerOf } from './socket.ts'
import type { Guard } from './transport.ts'

/**
 * From now on whatever the server does with a connection, the handshakes of TLS and HTTP included, it does only with those
 * that the guard lets in. To be called when all of that is in place: both are begun by listeners of `connection`.
 */
export function guarded(server: Server, guard: Guard | null | undefined): void {
  if (!guard) return
  const inside = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket)
    if (!guard.arrives(peer)) {
      socket.destroy()
      return
    }
    socket.once('close', () => guard.leaves(peer))
    for (const listener of inside) Reflect.apply(listener, server, [socket])
  })
}
