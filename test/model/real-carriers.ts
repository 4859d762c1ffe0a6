/** Peers over real sockets that know nothing of us, and what we dial and listen on to meet them. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Listener, Transport } from '../../src/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { websocket } from '../../src/transport/websocket.ts'
import { websocketServer } from '../../src/transport/websocket-server.ts'

/** The other end of a link, as its program has it. */
export interface RawPeer {
  readonly isOpen: boolean
  say(text: string): void
  /** In order. */
  close(): void
  reset(): void
  /** It answers no goodbye from now on. */
  deafen(): void
  /** It does again, and the one it got meanwhile. */
  hear(): void
}

/** What a peer tells the test. */
export interface PeerWatch {
  /** Its end of a link is open. */
  met(peer: RawPeer): void
  heard(peer: RawPeer, text: string): void
  left(peer: RawPeer): void
}

export interface RawServer {
  readonly port: number
  close(): Promise<void>
}

export interface RealCarrier {
  readonly name: string
  /** What an orderly close by the peer is called. */
  readonly closed: 'eof' | 'closed'
  dial(port: () => Promise<number>): Transport
  listen(): Listener
  serve(watch: PeerWatch): Promise<RawServer>
  call(port: number, watch: PeerWatch): RawPeer
}

/** Frames are lines. */
export const overTcp: RealCarrier = {
  name: 'TCP',
  closed: 'eof',
  dial: (port) => tcp(async () => ({ host: '127.0.0.1', port: await port() })),
  listen: () => tcp.listen({ port: 0 }),
  async serve(watch) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      new LinePeer(socket, watch).met()
    })
    return bound(server.listen(0, '127.0.0.1'))
  },
  call(port, watch) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const peer = new LinePeer(socket, watch)
    socket.once('connect', () => peer.met())
    return peer
  },
}

export const overWebSocket: RealCarrier = {
  name: 'WebSocket',
  closed: 'closed',
  dial: (port) => websocket(async () => `ws://127.0.0.1:${await port()}`),
  listen: () => websocketServer({ port: 0 }),
  async serve(watch) {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (ws, { socket }) => new MessagePeer(ws, watch).met(socket))
    await once(server, 'listening')
    return { port: portOf(server.address()), close: () => ended(server) }
  },
  call(port, watch) {
    const ws = new WebSocket(`ws://127.0.0.1:${port}`)
    const peer = new MessagePeer(ws, watch)
    ws.once('upgrade', ({ socket }) => ws.once('open', () => peer.met(socket)))
    return peer
  },
}

class LinePeer implements RawPeer {
  isOpen = false
  readonly #socket: Socket
  readonly #watch: PeerWatch
  #isDeaf = false
  #rest = ''

  constructor(socket: Socket, watch: PeerWatch) {
    this.#socket = socket
    this.#watch = watch
    socket.setEncoding('utf8')
    socket.on('data', (text) => this.#got(String(text)))
    socket.on('end', () => {
      if (!this.#isDeaf) socket.end()
    })
    // A reset, ours or theirs: `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.isOpen = false
      watch.left(this)
    })
  }

  met(): void {
    this.isOpen = true
    this.#watch.met(this)
  }

  say(text: string): void {
    this.#socket.write(`${text}\n`)
  }

  close(): void {
    this.#socket.end()
  }

  reset(): void {
    resetNow(this.#socket)
  }

  deafen(): void {
    this.#isDeaf = true
  }

  hear(): void {
    this.#isDeaf = false
    if (this.#socket.readableEnded) this.#socket.end()
  }

  #got(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#watch.heard(this, line)
  }
}

class MessagePeer implements RawPeer {
  isOpen = false
  readonly #ws: WebSocket
  readonly #watch: PeerWatch
  #socket: Socket | null = null

  constructor(ws: WebSocket, watch: PeerWatch) {
    this.#ws = ws
    this.#watch = watch
    ws.on('message', (data) => watch.heard(this, String(data)))
    ws.on('error', () => {})
    ws.on('close', () => {
      this.isOpen = false
      watch.left(this)
    })
  }

  met(socket: Socket): void {
    this.isOpen = true
    this.#socket = socket
    this.#watch.met(this)
  }

  say(text: string): void {
    this.#ws.send(text)
  }

  close(): void {
    this.#ws.close(1000)
  }

  reset(): void {
    if (this.#socket !== null) resetNow(this.#socket)
  }

  deafen(): void {
    this.#ws.pause()
  }

  hear(): void {
    this.#ws.resume()
  }
}

/**
 * As `resetAndDestroy`, which ends the socket first: its FIN may be read before the reset comes.
 */
function resetNow(socket: Socket): void {
  Reflect.set(socket, 'resetAndClosing', true)
  socket.destroy()
}

async function bound(server: Server): Promise<RawServer> {
  await once(server, 'listening')
  return { port: portOf(server.address()), close: () => ended(server) }
}

function ended(server: { close(done: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address !== null && 'port' in address) return Number(address.port)
  throw new Error('the server is not bound')
}
