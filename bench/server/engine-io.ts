/** The peer below Socket.IO: the README of engine.io, WebSocket alone, with its own ping and pong in text messages. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attach, type Server } from 'engine.io'
import type { Subject, Terms } from './terms.ts'

interface Packet {
  readonly type: string
}

export function start({ everyMs, timeoutMs, misses }: Terms): Subject {
  const http = createServer()
  let beats = 0
  let engine: Server

  function count({ type }: Packet): void {
    if (type === 'ping') beats += 1
  }

  return {
    listen: () =>
      new Promise((resolve) => {
        engine = attach(http, {
          transports: ['websocket'],
          pingInterval: everyMs,
          // It asks once and does not ask again: the same bound as the others', in one piece.
          pingTimeout: misses * timeoutMs,
        })
        engine.on('connection', (socket) => socket.on('packetCreate', count))
        http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))
      }),
    open: () => engine.clientsCount,
    beats: () => beats,
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        engine.close()
      }),
  }
}
