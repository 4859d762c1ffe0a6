/** One test's TLS: our ends, strangers' servers and clients, and a gate that remembers whom it turned away. */
import { EventEmitter, once } from 'node:events'
import * as net from 'node:net'
import * as nodeTls from 'node:tls'
import { lines } from '../../../src/transport/framing.ts'
import type { TlsListener } from '../../../src/transport/tls/listener.ts'
import { type TlsListenOptions, type TlsOptions, type TlsTarget, tls } from '../../../src/transport/tls.ts'
import type { Cause, Transport } from '../../../src/transport/transport.ts'
import { Gate } from './bench.ts'
import { authority } from './certificates.ts'
import { Recorder } from './recorder.ts'
import { portOf } from './socket-bench.ts'

export const trusted = await authority('The one that is trusted')
export const unknown = await authority('One that nobody knows')
/** This machine's, issued by the trusted authority. */
export const own = await trusted.issue()

/** How long a test waits for an event before it fails. */
const PATIENCE_MS = 10_000

export class TlsGate extends Gate {
  readonly turned: { peer: string | null; cause: Cause }[] = []

  override turnedAway(peer: string | null, cause: Cause): void {
    this.turned.push({ peer, cause })
    super.turnedAway(peer, cause)
  }
}

export class TlsScene {
  readonly #events = new EventEmitter()
  readonly #dials: Recorder[] = []
  readonly #gates: TlsGate[] = []
  readonly #sockets: net.Socket[] = []
  readonly #servers: net.Server[] = []

  readonly happened = (): void => {
    this.#events.emit('happened')
  }

  dial(target: TlsTarget, options: TlsOptions = { ca: trusted.ca }): Recorder {
    return this.dialWith(tls(target, options))
  }

  dialWith(transport: Transport): Recorder {
    const made = new Recorder(this.happened).dial(transport)
    this.#dials.push(made)
    return made
  }

  /** A dial of ours that has come to its end. */
  async dialled(target: TlsTarget, options?: TlsOptions): Promise<Recorder> {
    const made = this.dial(target, options)
    await this.until(() => made.isReleased)
    return made
  }

  /** A bound listener of ours. */
  async listen(
    options: Partial<TlsListenOptions> = {},
  ): Promise<{ gate: TlsGate; listener: TlsListener; port: number }> {
    return this.listenWith(tls.listen({ port: 0 }, { credentials: own, ...options }))
  }

  async listenWith(listener: TlsListener): Promise<{ gate: TlsGate; listener: TlsListener; port: number }> {
    const gate = new TlsGate({ happened: this.happened, listener: () => listener })
    this.#gates.push(gate)
    gate.listen(lines())
    await this.until(() => gate.endpoint !== '')
    return { gate, listener, port: Number(new URL(gate.endpoint).port) }
  }

  /** A stranger's TLS server, and where it is. */
  server(
    options: nodeTls.TlsOptions,
    accept: (socket: nodeTls.TLSSocket) => void = () => {},
  ): Promise<string> {
    const server = nodeTls.createServer(options, (socket) => {
      accept(this.#keep(socket))
      this.happened()
    })
    server.on('connection', (socket) => this.#keep(socket))
    return this.#bound(server)
  }

  /** A stranger's server that speaks no TLS. */
  plainServer(accept: (socket: net.Socket) => void): Promise<string> {
    return this.#bound(net.createServer((socket) => accept(this.#keep(socket))))
  }

  /** A stranger's TLS client. */
  client(port: number, options: nodeTls.ConnectionOptions = {}): nodeTls.TLSSocket {
    const socket = nodeTls.connect({ port, host: '127.0.0.1', ca: trusted.ca, ...options })
    return this.#keep(socket).on('data', this.happened)
  }

  /** A stranger that speaks no TLS, connected. */
  async plainClient(port: number): Promise<net.Socket> {
    const socket = this.#keep(net.connect(port, '127.0.0.1'))
    await once(socket, 'connect')
    return socket.on('data', this.happened)
  }

  async until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!isSo())
      await once(this.#events, 'happened', { signal }).catch(() =>
        Promise.reject(new Error(`never: ${isSo}`)),
      )
  }

  async end(): Promise<void> {
    const owners = [...this.#dials, ...this.#gates.flatMap(({ accepts }) => accepts)]
    for (const { link } of owners) link.destroy()
    for (const gate of this.#gates) gate.close()
    for (const server of this.#servers) server.close()
    // The latest first: Node 20 breaks down when a socket is destroyed and, before it has closed, TLS's over it.
    for (const socket of this.#sockets.reverse()) socket.destroy()
    await this.until(() => owners.every(({ isReleased }) => isReleased))
  }

  /** Whatever happens to it is an event, and never ends the process. */
  #keep<S extends net.Socket>(socket: S): S {
    this.#sockets.push(socket)
    for (const event of ['secureConnect', 'end', 'error', 'close']) socket.on(event, this.happened)
    return socket
  }

  async #bound(server: net.Server): Promise<string> {
    this.#servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `tls://127.0.0.1:${portOf(server.address())}`
  }
}
