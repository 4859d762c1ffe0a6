/** What every listening server of Node's does alike, whatever it accepts: binds, fails, runs out of files, closes. */
import type { AddressInfo, ListenOptions, Server, Socket } from 'node:net'
import { hasLastFile, openFilesLimit } from './open-files.ts'
import { type Cause, causeOfSystemError, type ListenerOwner, type Listening } from './transport.ts'

export interface Bound {
  /** Not listening yet. */
  readonly server: Server
  readonly bind: ListenOptions
  /** The endpoint once bound. */
  endpointOf(address: AddressInfo | string | null): string
  /** What kept it from being bound, for people. Default: what the error says. */
  problemOf?(error: Error): string
}

/** One listening server. Whoever opened it takes its connections, until the door {@link isClosed}. */
export class Door implements Listening {
  readonly #server: Server
  readonly #owner: ListenerOwner
  readonly #problemOf: (error: Error) => string
  readonly #openFilesLimit = openFilesLimit()
  #isBound = false
  #isClosed = false
  #isPaused = false

  constructor({ server, bind, endpointOf, problemOf = messageOf }: Bound, owner: ListenerOwner) {
    this.#server = server
    this.#problemOf = problemOf
    this.#owner = owner
    server.on('connection', (socket) => this.#watchFiles(socket))
    server.on('error', (error) => this.#failed(error))
    server.on('listening', () => {
      if (this.#isClosed) return
      this.#isBound = true
      owner.listening(endpointOf(server.address()))
    })
    server.listen(bind)
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** The server's own 'close' event is no use here: it waits for every accepted socket to close. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#server.close()
    process.nextTick(() => this.#owner.closed())
  }

  /**
   * When a process has no file left to accept with, libuv takes connections and closes them at once, without a word to
   * anybody. What can be seen is that the last file went to a connection of ours, and later that it did not.
   */
  #watchFiles(socket: Socket): void {
    if (this.#isClosed) return
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
    const detail = this.#problemOf(error)
    this.#owner.failed(cause?.kind === 'dns' ? cause : { kind: 'exhausted', by: 'us', detail })
    this.#owner.closed()
  }
}

function messageOf({ message }: Error): string {
  return message
}
