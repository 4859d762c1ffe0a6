/** A world for one test of WebSockets: ends of ours, and plain `ws` and `node:http` for everybody else. */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { test as base } from 'vitest'
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws'
import { lines } from '../../../src/transport/framing.ts'
import { type WebSocketOptions, type WebSocketTarget, websocket } from '../../../src/transport/websocket.ts'
import {
  type WebSocketServerOptions,
  type WebSocketWhere,
  websocketServer,
} from '../../../src/transport/websocket-server.ts'
import { type Bench, Gate } from './bench.ts'
import { type Reaction, Recorder } from './recorder.ts'
import { portOf } from './socket-bench.ts'
import { websocketBench } from './websocket-bench.ts'

export class Scene {
  readonly #bench: Bench
  readonly #recorders: Recorder[] = []
  readonly #gates: Gate[] = []
  readonly #sockets = new Set<Socket>()
  readonly #servers: Server[] = []
  readonly #plain: WebSocket[] = []

  constructor(bench: Bench) {
    this.#bench = bench
  }

  until(isSo: () => boolean): Promise<void> {
    return this.#bench.until(isSo)
  }

  settle(): Promise<void> {
    return this.#bench.settle()
  }

  happened(): void {
    this.#bench.happened()
  }

  /** A dial of ours. */
  dial(target: WebSocketTarget, options: WebSocketOptions = {}, react?: Reaction): Recorder {
    const recorder = new Recorder(() => this.happened(), react)
    this.#recorders.push(recorder)
    return recorder.dial(websocket(target, options))
  }

  /** A listener of ours, not bound yet. @param react null turns every link away. */
  gate(where: WebSocketWhere, options: WebSocketServerOptions = {}, react?: Reaction | null): Gate {
    return this.gateOn(() => websocketServer(where, options), react)
  }

  gateOn(listener: Bench['listener'], react?: Reaction | null): Gate {
    const gate = new Gate({ happened: () => this.happened(), listener }, react)
    this.#gates.push(gate)
    return gate.listen(lines())
  }

  /** A listener of ours on a free port. */
  async openGate(options?: WebSocketServerOptions, react?: Reaction | null): Promise<Gate> {
    const gate = this.gate({ port: 0 }, options, react)
    await this.until(() => gate.endpoint !== '')
    return gate
  }

  /** Somebody's HTTP server, listening on a free port or not yet. */
  async http(
    listener: RequestListener = () => {},
    isListening = true,
  ): Promise<{ server: Server; endpoint: string }> {
    const server = this.keep(createServer(listener))
    if (!isListening) return { server, endpoint: '' }
    return { server, endpoint: await this.listening(server) }
  }

  /** Makes a server of the test's listen; it is closed in the end, like its sockets. */
  async listening(server: Server, scheme = 'ws'): Promise<string> {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `${scheme}://127.0.0.1:${portOf(server.address())}`
  }

  keep<S extends Server>(server: S): S {
    server.on('connection', (socket) => this.hold(socket))
    this.#servers.push(server)
    return server
  }

  hold<S extends Socket>(socket: S): S {
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.happened()
    })
    return socket
  }

  /** A plain `ws` server; `take` gets each of its connections. */
  async plainServer(take: (peer: WebSocket) => void, options: ServerOptions = {}): Promise<string> {
    const { server, endpoint } = await this.http()
    new WebSocketServer({ server, ...options }).on('connection', (peer) => {
      peer.on('error', () => {})
      take(peer)
      this.happened()
    })
    return endpoint
  }

  /** A plain `ws` client; what it hears is in the log. */
  plainClient(endpoint: string, protocols: string[] = [], options: ClientOptions = {}): Plain {
    const peer = new WebSocket(endpoint, protocols, options)
    const log: string[] = []
    const note = (line: string): void => {
      log.push(line)
      this.happened()
    }
    peer.on('open', () => note('open'))
    peer.on('message', (data, isBinary) => note(`${isBinary ? 'binary' : 'text'} ${String(data)}`))
    peer.on('unexpected-response', (_request, { statusCode }) => {
      note(`answered ${statusCode}`)
      peer.terminate()
    })
    peer.on('close', (code, reason) => note(`close ${[code, reason].join(' ').trim()}`))
    peer.on('error', () => note('error'))
    this.#plain.push(peer)
    return { peer, log }
  }

  async end(): Promise<void> {
    const all = [...this.#recorders, ...this.#gates.flatMap((gate) => gate.accepts)]
    for (const gate of this.#gates) gate.close()
    for (const { link } of all) link.destroy()
    for (const peer of this.#plain) peer.terminate()
    for (const server of this.#servers) server.close()
    for (const socket of this.#sockets) socket.destroy()
    await this.until(() => all.every(({ isReleased }) => isReleased))
    await this.until(() => this.#gates.every(({ log }) => log.at(-1) === 'closed'))
    await this.#bench.end()
    const breaches = all.flatMap((recorder) => recorder.breaches)
    if (breaches.length > 0) throw new Error(breaches.join('\n'))
  }
}

export interface Plain {
  readonly peer: WebSocket
  /** `open`, `text hello`, `binary …`, `answered 401`, `close 1000 reason`, `error`. */
  readonly log: string[]
}

export const test = base.extend<{ scene: Scene }>({
  scene: async ({ task: _ }, use) => {
    const scene = new Scene(await websocketBench())
    await use(scene)
    await scene.end()
  },
})
