/** A server that does no more than let clients in and answer their pings, on a port that it is told. */
import { createServer } from 'node:http'
import { createServer as createLineServer, type Server } from 'node:net'
import { Server as SocketIo } from 'socket.io'
import { WebSocketServer } from 'ws'
import type { Speech } from '../detection/terms.ts'
import { homePort } from '../lib/home-port.ts'
import { input, order, tell } from '../lib/told.ts'

export interface ServerInput {
  readonly speaks: Speech
  /** 0 for any that is free. */
  readonly port: number
}

const { speaks, port } = input<ServerInput>()
const server = serverOf(speaks)
server.on('listening', () => {
  const address = server.address()
  const bound = typeof address === 'object' ? (address?.port ?? 0) : 0
  tell('listening', { port: bound, at: performance.timeOrigin + performance.now() })
})
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE' || port !== 0) throw error
  listen()
})
tell('ready')
await order('listen')
listen()

function listen(): void {
  server.listen(port === 0 ? homePort() : port, '127.0.0.1')
}

function serverOf(speech: Speech): Server {
  if (speech === 'lines') {
    return createLineServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.write('pong\n'))
    })
  }
  const http = createServer()
  if (speech === 'socket.io') new SocketIo(http)
  else {
    const wss = new WebSocketServer({ server: http })
    // What concerns the port is dealt with above.
    wss.on('error', () => {})
    wss.on('connection', (ws) => ws.on('error', () => {}))
  }
  return http
}
