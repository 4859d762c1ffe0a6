/** What a peer is told whose upgrade is refused, in plain HTTP. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** Answers and hangs up. The socket must be one that nobody else writes to: an upgrade's, or a broken request's. */
export function answer(socket: Socket, status: number): void {
  // The peer may leave before it has read this, and nobody else listens.
  socket.on('error', () => socket.destroy())
  const reason = STATUS_CODES[status] ?? ''
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'Connection: close',
      'Content-Type: text/plain',
      `Content-Length: ${Buffer.byteLength(reason)}`,
      // What a peer whose upgrade was malformed has to say, which RFC 6455 wants told.
      'Sec-WebSocket-Version: 13',
      '',
      reason,
    ].join('\r\n'),
    () => socket.destroy(),
  )
}
