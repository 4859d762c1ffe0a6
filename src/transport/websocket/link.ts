/** A WebSocket of `ws`, and the socket below it, as a link. */
import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import { turn } from '../../clock/turn.ts'
import { NOBODY } from '../byte-link.ts'
import { peerOf } from '../socket.ts'
import type { Cause, Link } from '../transport.ts'
import { Boundaries } from './boundaries.ts'
import { causeOfClose, closeCodeOf } from './close.ts'
import {
  type Hearer,
  hearHandshake,
  hearMessages,
  hearSocket,
  hearUpgrade,
  hearWebSocket,
} from './hearing.ts'
import { SendingLink } from './sending-link.ts'
import { causeOfDialError, causeOfSocketError, causeOfStatus } from './upgrade.ts'

const ABNORMAL = causeOfClose(1006)

/**
 * Dialled, it is given its `ws` as soon as it is known what to dial. Accepted, it stands for the socket of the upgrade
 * request until that was answered. Its `owner` must be set before it opens.
 */
export class WebSocketLink extends SendingLink implements Link, Hearer {
  #peer: string | null = null
  /** Whether the upgrade is complete. */
  isOpen = false
  /** Whether TLS has got as far as keys. */
  #hasKeys = false
  #isSocketClosed = false
  #isWsClosed = false
  #isReleased = false
  #boundaries: Boundaries | null = null
  /** Messages that `ws` has handed on; the boundaries run ahead of it, by far when it decompresses. */
  #messages = 0
  /** All is closed while messages, and the end behind them, wait for the owner to resume. */
  #closeWaits = false

  /** Asked of the system once, when first read; null when that was before the socket connected or after it closed. */
  get peer(): string | null {
    this.#peer ??= this.socket === null ? null : peerOf(this.socket)
    return this.#peer
  }

  // — from nothing to open —

  /** The socket that carries it, or is to. */
  carriedBy(socket: Socket): void {
    this.socket = socket
    hearSocket(socket, this)
    if (!this.accepted) hearHandshake(socket)
  }

  /** Whether nobody wants it any more: then nothing is to be opened for it. */
  get isCalledOff(): boolean {
    return this.leaving
  }

  /** The `ws` that is being opened for it: its errors are this link's from now on. */
  dialledBy(ws: WebSocket): void {
    this.#adopt(ws)
    hearUpgrade(ws)
  }

  /** The `ws` that was made of the upgrade request. Called in the same turn, since bytes come in the next. */
  acceptedBy(ws: WebSocket): void {
    this.#adopt(ws)
    this.onOpen()
  }

  /** Ends a link that came to nothing for a reason its socket does not know. */
  failDial(cause: Cause): void {
    this.end(cause)
    if (this.ws === null) this.#letGo()
    else this.ws.terminate()
  }

  #adopt(ws: WebSocket): void {
    this.ws = ws
    hearWebSocket(ws, this)
  }

  // — what the owner asks —

  pause(): void {
    if (this.paused) return
    this.paused = true
    if (this.isOpen) this.ws?.pause()
  }

  resume(): void {
    if (!this.paused) return
    this.paused = false
    process.nextTick(() => this.#goOn())
  }

  /** Before the link is open there is no order to end in: the dial is called off. */
  close(why?: Cause): void {
    if (this.leaving) return
    if (!this.isOpen) {
      this.destroy()
      return
    }
    this.leaving = true
    if (this.#closeWaits) process.nextTick(() => this.#letGo())
    else this.whenWritten(() => this.ws?.close(closeCodeOf(why, this.accepted)))
  }

  destroy(): void {
    this.leaving = true
    this.over = true
    if (this.ws !== null && !this.#closeWaits) this.ws.terminate()
    else {
      this.socket?.destroy()
      process.nextTick(() => this.#letGo())
    }
  }

  // — what is heard of the sockets —

  onOpen(): void {
    const { socket, ws } = this
    if (socket === null || ws === null) return
    this.isOpen = true
    this.#boundaries = new Boundaries()
    hearMessages(socket, ws)
    if (this.paused) ws.pause()
    this.owner.opened()
  }

  onResponse(status: number): void {
    this.failDial(causeOfStatus(status))
  }

  onKeys(): void {
    this.#hasKeys = true
  }

  onChunk(chunk: Uint8Array): void {
    const boundaries = this.#boundaries
    if (boundaries === null || this.over || boundaries.goodbye !== null) return
    this.owner.heard()
    boundaries.push(chunk)
    this.#settleIfThrough()
  }

  onMessage(data: RawData, isBinary: boolean): void {
    this.#messages += 1
    if (Buffer.isBuffer(data)) this.take(data, !isBinary)
    this.#settleIfThrough()
  }

  onPing(payload: Buffer): void {
    if (this.over) return
    this.answerPing(payload)
    this.owner.pinged()
  }

  /** A FIN with no close frame before it; where there was one, what was in it is told. */
  onFin(): void {
    // What was read together with it may break the protocol: ws says so in this turn, but later.
    void turn().then(() => {
      if (this.#messages === this.#boundaries?.messages && this.#boundaries.goodbye === null)
        this.takeEnd(ABNORMAL)
    })
  }

  /** What `ws` has against the upgrade's answer, or against the peer's frames: it has told the peer why. */
  onError(error: Error): void {
    const { socket, ws } = this
    if (!this.isOpen) {
      const isSecure = ws?.url.startsWith('wss:') ?? false
      this.end(causeOfDialError(error, { socket, isSecure, hasKeys: this.#hasKeys }))
      return
    }
    this.takeEnd({ kind: 'protocol', by: 'peer', detail: error.message })
    socket?.destroySoon()
  }

  /** Errors after the end are swallowed on purpose: they are the echo of that end. */
  onSocketError(error: Error): void {
    this.end(causeOfSocketError(error, this.socket))
  }

  onSocketClose(): void {
    this.#isSocketClosed = true
    if (this.#isWsClosed) this.#wrapUp()
  }

  /** Before the link is open `ws` closes ahead of its socket; afterwards, when it has read all that the socket brought. */
  onClose(): void {
    this.#isWsClosed = true
    if (this.#isSocketClosed || this.socket === null) this.#wrapUp()
  }

  #wrapUp(): void {
    if (!this.over) this.takeEnd(this.causeToCome())
    if (this.endWaits && !this.leaving) this.#closeWaits = true
    else this.#letGo()
  }

  /** Why the link will have ended, where `ws` knows of the end before the owner does. */
  protected override causeToCome(): Cause {
    const goodbye = this.#boundaries?.goodbye ?? null
    return goodbye === null ? ABNORMAL : causeOfClose(goodbye.code, goodbye.reason)
  }

  #settleIfThrough(): void {
    const boundaries = this.#boundaries
    if (boundaries === null || this.#messages !== boundaries.messages) return
    this.settle(boundaries.begun)
    // In the next turn ws has read the close frame too, and has answered it.
    if (boundaries.goodbye !== null) process.nextTick(() => this.#hearGoodbye())
  }

  /** Where `ws` is still open, it has found the close frame to break the protocol. */
  #hearGoodbye(): void {
    if (this.ws !== null && this.ws.readyState !== this.ws.OPEN) this.takeEnd(this.causeToCome())
  }

  #goOn(): void {
    this.carryOn()
    if (this.#boundaries !== null && this.#messages === this.#boundaries.messages)
      this.settle(this.#boundaries.begun)
    if (this.#closeWaits && !this.endWaits) this.#letGo()
    else if (!this.paused) this.ws?.resume()
  }

  #letGo(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.breakPromises()
    const { owner } = this
    this.owner = NOBODY
    owner.released()
  }
}
