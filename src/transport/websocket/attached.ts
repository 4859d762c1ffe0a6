/** WebSockets on a server that is somebody else's: its upgrades are taken, and nothing else of it. */
import { type EventEmitter, errorMonitor } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'
import { boundPort, hostPort } from '../endpoint.ts'
import type { ListenerOwner, Listening } from '../transport.ts'
import { isFor, notFound } from './path.ts'
import { Reception, type Terms } from './reception.ts'

/** Everybody of ours on each server: those for whom a request is not must know whether it is for another. */
const everybody = new WeakMap<Server, readonly Attached[]>()

/** Attaches; `owner` hears when the server listens, which may be now, and what comes in. */
export function listenOnServer(
  server: Server,
  path: string | null,
  terms: Terms,
  owner: ListenerOwner,
): Listening {
  return new Attached(server, path, terms, owner)
}

/** What is listened on, as far as it is known. */
export function attachedEndpoint(server: Server, path: string | null): string {
  const scheme = server instanceof TlsServer ? 'wss' : 'ws'
  const address = server.address()
  const port = boundPort(address)
  const host = typeof address === 'object' && address !== null ? address.address : ''
  return `${scheme}://${port === undefined ? '(attached)' : hostPort(host, port)}${path ?? ''}`
}

class Attached implements Listening {
  readonly #server: Server
  readonly #path: string | null
  readonly #owner: ListenerOwner
  readonly #reception: Reception
  #isClosed = false

  constructor(server: Server, path: string | null, terms: Terms, owner: ListenerOwner) {
    this.#server = server
    this.#path = path
    this.#owner = owner
    this.#reception = new Reception(terms, owner)
    if (this.#peers().some((other) => other.#path === path)) {
      process.nextTick(() => this.#fail(`${path ?? 'any path'} of this server is listened on already`))
      return
    }
    everybody.set(server, [...this.#peers(), this])
    server.on('upgrade', this.#upgrade)
    server.on('listening', this.#listening)
    const emitter: EventEmitter = server
    emitter.on(errorMonitor, this.#failed)
    if (server.listening) process.nextTick(this.#listening)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    everybody.set(
      this.#server,
      this.#peers().filter((other) => other !== this),
    )
    this.#server.off('upgrade', this.#upgrade)
    this.#server.off('listening', this.#listening)
    const emitter: EventEmitter = this.#server
    emitter.off(errorMonitor, this.#failed)
    this.#reception.close()
    process.nextTick(() => this.#owner.closed())
  }

  #peers(): readonly Attached[] {
    return everybody.get(this.#server) ?? []
  }

  readonly #listening = (): void => {
    if (!this.#isClosed) this.#owner.listening(attachedEndpoint(this.#server, this.#path))
  }

  /** The server's owner hears of it too: to watch is not to handle. */
  readonly #failed = (error: Error): void => {
    if (!this.#server.listening) this.#fail(error.message)
  }

  #fail(detail: string): void {
    if (this.#isClosed) return
    this.#owner.failed({ kind: 'exhausted', by: 'us', detail })
    this.close()
  }

  readonly #upgrade = (request: IncomingMessage, _socket: Duplex, head: Buffer): void => {
    const taker = this.#takerOf(request)
    if (taker === this) this.#reception.upgrade(request, head)
    else if (taker === null && this.#isLast()) this.#reception.turnAway(request, notFound(request))
  }

  /** Two would answer over each other: whoever named the path goes before whoever takes any. */
  #takerOf(request: IncomingMessage): Attached | null {
    const takers = this.#peers().filter((peer) => isFor(peer.#path, request))
    return takers.find((peer) => peer.#path !== null) ?? takers[0] ?? null
  }

  /** Whether nobody answers unless this one does. Listeners that are not ours may: theirs is theirs to answer. */
  #isLast(): boolean {
    const peers = this.#peers()
    return peers[0] === this && this.#server.listenerCount('upgrade') === peers.length
  }
}
