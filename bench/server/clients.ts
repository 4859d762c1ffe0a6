/** The load: plain clients that answer every beat, and count the connections they lost. Knows nothing of the servers. */
import { connect, type Socket } from 'node:net'
import { input, order, tell } from '../lib/told.ts'

export interface ClientsInput {
  readonly port: number
  readonly n: number
  /** Connections opened in a second. */
  readonly perSecond: number
  readonly speaks: 'lines' | 'websocket'
}

const STEP_MS = 10
/** Connections under way at once: below the shortest backlog of the servers. */
const MOST_PENDING = 200
const NEWLINE = 0x0a

const { port, n, perSecond, speaks } = input<ClientsInput>()
const start = speaks === 'lines' ? startLines : startWebSocket
let begun = 0
let ready = 0
let ended = 0

await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const room = Math.min((perSecond * STEP_MS) / 1000, MOST_PENDING - (begun - ready), n - begun)
    for (let index = 0; index < room; index += 1) open()
    if (ready < n) return
    clearInterval(timer)
    resolve()
  }, STEP_MS)
})
tell('connected')
while (process.connected) {
  await order('count')
  tell('counted', { ended })
}

function open(): void {
  begun += 1
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', (error) => {
    // A server that is stopping may reset what it has not read.
    if (socket.connecting) throw error
  })
  socket.on('close', () => {
    ended += 1
  })
  start(socket, () => {
    ready += 1
  })
}

function startLines(socket: Socket, opened: () => void): void {
  socket.on('connect', opened)
  socket.on('data', (chunk) => {
    for (const byte of chunk) if (byte === NEWLINE) socket.write('pong\n')
  })
}

/** As much of RFC 6455 as small control frames need; a mask of zeros leaves the payload as it is. */
function startWebSocket(socket: Socket, opened: () => void): void {
  let isOpen = false
  let rest = Buffer.alloc(0)
  socket.write(
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
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
      if (rest[0] === 0x89) socket.write(masked(0x8a, payload))
      if (rest[0] === 0x88) socket.write(masked(0x88, payload))
      rest = rest.subarray(2 + payload.length)
    }
  })
}

function masked(head: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([head, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
