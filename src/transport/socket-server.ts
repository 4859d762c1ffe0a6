/** Any stream server of Node's as a listener: TCP, and whatever else is a `net.Server`. */
import type { AddressInfo, ListenOptions, Server, Socket } from 'node:net'
import type { Codec } from './framing.ts'
import { hasLastFile, openFilesLimit } from './open-files.ts'
import { SocketLink } from './socket.ts'
import {
  type Cause,
  causeOfSystemError,
  type Incoming,
  type ListenerOwner,
  type Listening,
} from './transport.ts'

export interface SocketServer {
  /** Not listening yet. */
  readonly server: Server
  readonly bind: ListenOptions
  readonly codec: Codec
  /** The endpoint once bound. */
  endpointOf(address: AddressInfo | string | null): string
}

/** Binds, and reports to `owner`. */
export function listenOn(what: SocketServer, owner: ListenerOwner): Listening {
  return new SocketListening(what, owner)
}

/** A class, because an object literal with a getter of its own costs a hidden class of its own: 400 bytes each. */
class Accepted implements Incoming {
  readonly link: SocketLink

  constructor(link: SocketLink) {
    this.link = link
  }

  get peer(): string | null {
    return this.link.peer
  }
}

class SocketListening implements Listening {
  readonly #server: Server
  readonly #codec: Codec
  readonly #owner: ListenerOwner
  readonly #openFilesLimit = openFilesLimit()
  #isBound = false
  #isClosed = false
  #isPaused = false

  constructor({ server, bind, codec, endpointOf }: SocketServer, owner: ListenerOwner) {
    this.#server = server
    this.#codec = codec
    this.#owner = owner
    server.on('connection', (socket) => this.#accept(socket))
    server.on('error', (error) => this.#failed(error))
    server.on('listening', () => {
      this.#isBound = true
      owner.listening(endpointOf(server.address()))
    })
    server.listen(bind)
  }

  /** The server's own 'close' event is no use here: it waits for every accepted socket to close. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#server.close()
    process.nextTick(() => this.#owner.closed())
  }

  #accept(socket: Socket): void {
    const link = new SocketLink(socket, this.#codec)
    if (this.#isClosed) {
      link.destroy()
      return
    }
    this.#watchFiles(socket)
    const owner = this.#owner.accepted(new Accepted(link))
    if (owner === null) link.destroy()
    else link.open(owner)
  }

  /**
   * When a process has no file left to accept with, libuv takes connections and closes them at once, without a word to
   * anybody. What can be seen is that the last file went to a connection of ours, and later that it did not.
   */
  #watchFiles(socket: Socket): void {
    if (hasLastFile(socket, this.#openFilesLimit)) {
      const detail = `all ${this.#openFilesLimit} files this process may open are in use`
      this.#pause({ kind: 'exhausted', by: 'us', detail })
    } else if (this.#isPaused) {
      this.#isPaused = false
      this.#owner.resumed()
    }
  }

  #pause(cause: Cause): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#owner.paused(cause)
  }

  #failed(error: Error): void {
    if (this.#isClosed) return
    const cause = causeOfSystemError(error, false)
    if (this.#isBound) {
      // A failed accept: of one peer, which is its own affair, or of this process, which has run out of something.
      if (cause?.kind === 'exhausted') this.#pause(cause)
      return
    }
    this.#isClosed = true
    this.#owner.failed(cause?.kind === 'dns' ? cause : { kind: 'exhausted', by: 'us', detail: error.message })
    this.#owner.closed()
  }
}
