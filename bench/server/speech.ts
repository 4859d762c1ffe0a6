/** What the clients of this bench can speak: as little as answers every beat. */
import type { Socket } from 'node:net'

export type Speech = 'lines' | 'websocket' | 'engine.io'

/** Begins to speak on a socket that is connecting; `opened` is called when the server has let it in. */
export type Speaker = (socket: Socket, opened: () => void) => void

export const SPEAKERS: Readonly<Record<Speech, Speaker>> = {
  lines: startLines,
  websocket: startWebSocket('/', {}),
  // Messages of one character, https://socket.io/docs/v4/engine-io-protocol/: a ping is a 2, a pong is a 3.
  'engine.io': startWebSocket('/engine.io/?EIO=4&transport=websocket', { '2': '3' }),
}

const NEWLINE = 0x0a
const TEXT = 0x81
const CLOSE = 0x88
const PING = 0x89
const PONG = 0x8a

function startLines(socket: Socket, opened: () => void): void {
  socket.on('connect', opened)
  socket.on('data', (chunk) => {
    for (const byte of chunk) if (byte === NEWLINE) socket.write('pong\n')
  })
}

/**
 * As much of RFC 6455 as frames of less than 126 bytes need; a mask of zeros leaves the payload as it is.
 *
 * @param answers text messages that are answered, and with what; the protocol's own pings are in any case.
 */
function startWebSocket(path: string, answers: Readonly<Record<string, string>>): Speaker {
  const request =
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
  return (socket, opened) => {
    let isOpen = false
    let rest = Buffer.alloc(0)
    socket.write(request)
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n')
        if (end === -1) return
        rest = rest.subarray(end + 4)
        isOpen = true
        opened()
      }
      while (rest.length >= 2 && rest.length >= 2 + rest[1]!) {
        const payload = rest.subarray(2, 2 + rest[1]!)
        if (rest[0] === PING) socket.write(masked(PONG, payload))
        if (rest[0] === CLOSE) socket.write(masked(CLOSE, payload))
        if (rest[0] === TEXT) {
          const answer = answers[payload.toString()]
          if (answer !== undefined) socket.write(masked(TEXT, Buffer.from(answer)))
        }
        rest = rest.subarray(2 + payload.length)
      }
    })
  }
}

function masked(head: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([head, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
