/** A stranger that speaks WebSocket by hand: the upgrade, and then frames. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RawPeer } from './bench.ts'
import {
  CLOSE,
  CONTINUATION,
  closeBytes,
  FrameReader,
  frameBytes,
  PING,
  PONG,
  TEXT,
} from './websocket-frames.ts'

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** A server that answers every upgrade by 101; not listening yet. */
export function upgradingServer(accept: (socket: Duplex, request: IncomingMessage) => void): Server {
  return createServer().on('upgrade', (request, socket) => {
    const digest = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    socket.write([...head, `Sec-WebSocket-Accept: ${digest}`, '', ''].join('\r\n'))
    accept(socket, request)
  })
}

/** What a client says to be upgraded. */
export function upgradeRequest(path = '/', headers: readonly string[] = []): string {
  const head = [`GET ${path} HTTP/1.1`, 'Host: here', 'Upgrade: websocket', 'Connection: Upgrade']
  return [...head, `Sec-WebSocket-Key: ${KEY}`, 'Sec-WebSocket-Version: 13', ...headers, '', ''].join('\r\n')
}

/** A socket that has been upgraded, with nothing read beyond that. */
export async function upgradedSocket(endpoint: string, signal: AbortSignal): Promise<Socket> {
  const { port, pathname, hostname } = new URL(endpoint)
  const socket = connect({ port: Number(port), host: hostname })
  await once(socket, 'connect', { signal })
  return upgrade(socket, pathname, signal)
}

/** Upgrades a connected socket. */
export async function upgrade<S extends Socket>(socket: S, path: string, signal: AbortSignal): Promise<S> {
  socket.write(upgradeRequest(path))
  let answer = ''
  while (!answer.endsWith('\r\n\r\n')) {
    const byte: unknown = socket.read(1)
    if (byte === null) await once(socket, 'readable', { signal })
    else answer += String(byte)
  }
  if (!answer.startsWith('HTTP/1.1 101 ')) throw new Error(`not upgraded: ${answer}`)
  return socket
}

/**
 * @param masks as a client must, and a server must not.
 * @param below what can be reset: the socket itself, or the one below it.
 */
export function webSocketPeer(
  socket: Socket,
  masks: boolean,
  happened: () => void,
  below: Socket = socket,
): RawPeer {
  const reader = new FrameReader()
  const ends: string[] = []
  let received = ''
  let saidGoodbye = false
  let isInMessage = false

  const note = (end: string): void => {
    if (!ends.includes(end)) ends.push(end)
    happened()
  }
  const goodbye = (code: number): void => {
    if (saidGoodbye) return
    saidGoodbye = true
    socket.write(closeBytes(code, masks))
  }
  socket.on('data', (chunk: Buffer) => {
    for (const { opcode, fin, payload } of reader.push(chunk)) {
      if (opcode < CLOSE) received += Buffer.from(payload).toString() + (fin ? '\n' : '')
      else if (opcode === PING) socket.write(frameBytes({ opcode: PONG, payload }, masks))
      else if (opcode === CLOSE) {
        note('fin')
        goodbye(1000)
        socket.end()
      }
    }
    happened()
  })
  socket.on('end', () => {
    note('fin')
    socket.end()
  })
  socket.on('error', () => note('reset'))
  socket.on('close', () => note('closed'))

  return {
    get received() {
      return received
    },
    ends,
    write(bytes) {
      const messages = Buffer.from(bytes).toString().split('\n')
      const frames = messages.flatMap((payload, index) => {
        const fin = index < messages.length - 1
        if (payload === '' && !fin) return []
        const opcode = isInMessage ? CONTINUATION : TEXT
        isInMessage = !fin
        return [frameBytes({ opcode, fin, payload }, masks)]
      })
      socket.write(Buffer.concat(frames))
    },
    fin() {
      goodbye(1000)
      socket.end()
    },
    reset: () => below.resetAndDestroy(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
