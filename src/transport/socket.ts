/** Any stream socket of Node's as a link: TCP, and whatever else is a `net.Socket`. */
import type { Socket } from 'node:net'
import { ByteLink, CANCELLED, NOBODY } from './byte-link.ts'
import { hostPort } from './endpoint.ts'
import type { Codec } from './framing.ts'
import { type Cause, causeOfSystemError, type Link, type LinkOwner, type Payload } from './transport.ts'

const LINK = Symbol('link')

/** A socket that knows its link, so that one set of listeners serves every socket there is. */
type LinkedSocket = Socket & { [LINK]?: SocketLink }

const NO_GOODBYE: Cause = { kind: 'reset', by: 'network', detail: 'the socket closed without a FIN' }
const NO_BYTES = Buffer.alloc(0)

/** A callback of {@link Link.write}. */
type Taken = (cause: Cause | null) => void

/**
 * One socket's link. It owns the socket from its creation: listeners are attached at once, reading starts with them,
 * and whoever made the socket calls {@link open} when its handshake is complete.
 */
export class SocketLink extends ByteLink implements Link {
  #socket: LinkedSocket
  #peer: string | null = null
  #isOpen = false
  /** Callbacks of writes that the system has not taken; made at the first. */
  #promised: Taken[] | null = null
  /** Whether an empty write waits behind the buffered ones, to tell when they are gone. */
  #isMarked = false
  /** The socket closed while frames, and the FIN after them, wait for the owner to resume. */
  #closeWaits = false

  constructor(socket: Socket, codec: Codec) {
    super(codec)
    this.#socket = socket
    this.#listen()
  }

  /** Asked of the system once, when first read; null when that was before the socket connected or after it closed. */
  get peer(): string | null {
    this.#peer ??= peerOf(this.#socket)
    return this.#peer
  }

  get buffered(): number {
    return this.#socket.writableLength
  }

  get flushed(): number {
    return takenBySystem(this.#socket)
  }

  /** The link is ready; `owner` hears so. */
  open(owner: LinkOwner): void {
    this.#isOpen = true
    this.owner = owner
    owner.opened()
  }

  /**
   * Goes on over another socket, which speaks over the one the link had: TLS over TCP. Before {@link open}. From here
   * on the other socket answers for both: for the errors, and for closing the one below.
   */
  moveTo(socket: Socket): void {
    const left = this.#socket
    left.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
    delete left[LINK]
    this.#socket = socket
    this.#listen()
    if (this.paused) socket.pause()
  }

  /** Ends a link whose dial came to nothing for a reason the socket does not know. */
  failDial(cause: Cause): void {
    this.end(cause)
    this.abandon()
  }

  /** A `Buffer`, since Node would wrap any other bytes in one at every write. */
  override encode(payload: Payload): Payload {
    const wire = super.encode(payload)
    if (typeof wire === 'string' || Buffer.isBuffer(wire)) return wire
    return Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength)
  }

  write(encoded: Payload, taken?: Taken): void {
    if (this.leaving || this.cause !== null || this.endWaits) {
      taken?.(this.cause ?? (this.leaving ? CANCELLED : this.goodbye))
      return
    }
    const socket = this.#socket
    if (taken === undefined) socket.write(encoded)
    else this.#writeWithPromise(encoded, taken)
    if (socket.writableLength > 0 && !this.#isMarked) this.#mark()
  }

  pause(): void {
    if (this.paused) return
    this.paused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.paused) return
    this.paused = false
    process.nextTick(() => this.#goOn())
  }

  /** Before the link is open there is no order to end in: the dial is called off. */
  close(): void {
    if (this.leaving) return
    if (!this.#isOpen) {
      this.destroy()
      return
    }
    this.leaving = true
    if (this.#closeWaits) process.nextTick(() => this.#letGo())
    else this.#socket.end()
  }

  destroy(): void {
    this.leaving = true
    this.over = true
    if (this.#closeWaits) process.nextTick(() => this.#letGo())
    else this.#socket.destroy()
  }

  protected override abandon(): void {
    this.#socket.destroy()
  }

  /** The cause behind an error of the socket; transports that know more about their errors override it. */
  protected causeOf(error: Error, wasOpen: boolean): Cause {
    return causeOfSystemError(error, wasOpen) ?? { kind: 'reset', by: 'network', detail: error.message }
  }

  protected get isOpen(): boolean {
    return this.#isOpen
  }

  #listen(): void {
    const linked = this.#socket
    linked[LINK] = this
    linked.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  }

  #writeWithPromise(encoded: Payload, taken: Taken): void {
    this.#promised ??= []
    this.#promised.push(taken)
    this.#socket.write(encoded, (error) => {
      // Node reports success even for what was under way when the socket was destroyed: that is for #letGo to settle.
      if (!error && !this.#socket.destroyed) this.#promised?.shift()?.(null)
    })
  }

  /** Not 'drain': Node emits that only after a full high-water mark, and the owner asks about every byte. */
  #mark(): void {
    this.#isMarked = true
    this.#socket.write(NO_BYTES, (error) => {
      this.#isMarked = false
      if (error || this.over) return
      if (this.#socket.writableLength > 0) this.#mark()
      else this.owner.drained()
    })
  }

  /** For the socket's listeners alone, as are the next three: a chunk came. */
  onChunk(chunk: Uint8Array): void {
    this.take(chunk)
  }

  onFin(): void {
    this.takeEnd()
  }

  /**
   * Errors after the end are swallowed on purpose: they are the echo of that end (a write that was under way, a reset
   * that crosses our FIN), and without a listener each would end the process.
   */
  onError(error: Error): void {
    this.end(this.causeOf(error, this.#isOpen))
  }

  onClose(): void {
    if (this.endWaits && !this.leaving && !this.over) {
      this.#closeWaits = true
    } else {
      this.end(NO_GOODBYE)
      this.#letGo()
    }
  }

  #goOn(): void {
    this.carryOn()
    if (this.#closeWaits && !this.endWaits) this.#letGo()
    else if (!this.paused) this.#socket.resume()
  }

  #letGo(): void {
    const promised = this.#promised ?? []
    this.#promised = null
    for (const taken of promised) taken(this.cause ?? CANCELLED)
    const { owner } = this
    this.owner = NOBODY
    owner.released()
  }
}

function onData(this: LinkedSocket, chunk: Uint8Array): void {
  this[LINK]?.onChunk(chunk)
}

function onEnd(this: LinkedSocket): void {
  this[LINK]?.onFin()
}

function onError(this: LinkedSocket, error: Error): void {
  this[LINK]?.onError(error)
}

function onClose(this: LinkedSocket): void {
  this[LINK]?.onClose()
}

/** The remote address of a socket; null where it has none, or has none any more. */
export function peerOf({ remoteAddress, remotePort }: Socket): string | null {
  return remoteAddress === undefined || remotePort === undefined ? null : hostPort(remoteAddress, remotePort)
}

/**
 * Bytes that the kernel has taken. Node's documented counters move only when a whole write is done, and join what is
 * buffered into one write: to see a slow peer make progress, the handle itself must be asked, and of TLS the one below,
 * whose bytes are those of the wire. Where no handle answers, whole writes are counted.
 */
export function takenBySystem(socket: Socket): number {
  const handle = property(socket, '_handle')
  const lowest = property(handle, '_parent') ?? handle
  const written = property(lowest, 'bytesWritten')
  const waiting = property(lowest, 'writeQueueSize')
  if (typeof written === 'number' && typeof waiting === 'number') return written - waiting
  return socket.bytesWritten - socket.writableLength
}

function property(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}
