/** What a link over a WebSocket of `ws` does when it writes: messages and pings out, and what became of them. */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { CANCELLED } from '../byte-link.ts'
import { takenBySystem } from '../socket.ts'
import type { Cause, Payload } from '../transport.ts'
import { Fragments, isLong, type Piece, type PieceSender } from './fragments.ts'
import { checkedMessage } from './message.ts'
import { MessageLink } from './message-link.ts'

const NO_BYTES = Buffer.alloc(0)

/** A callback of `Link.write`. */
type Taken = (cause: Cause | null) => void

/** The writing half of a link. `ws` and `socket` are there once it is open; the other half says when. */
export abstract class SendingLink extends MessageLink implements PieceSender {
  protected ws: WebSocket | null = null
  protected socket: Socket | null = null
  /** Whether the peer dialled: then it masks what it sends, and we do not. */
  protected readonly accepted: boolean
  readonly #maxFrameBytes: number
  /** How many were sent; each carries its number. */
  #pings = 0
  /** The latest that was answered. */
  #pongs = 0
  /** Whether an answer to a ping waits in the buffer. */
  #pongWaits = false
  /** The latest ping that came meanwhile. */
  #unanswered: Buffer | null = null
  /** Callbacks of writes that the system has not taken; made at the first. */
  #promised: Taken[] | null = null
  /** What tells when the buffer is empty, while it is not: an empty write behind the others, or a callback of `ws`. */
  #awaits: 'nothing' | 'mark' | 'compression' = 'nothing'
  /** Made at the first long message. */
  #fragments: Fragments | null = null

  constructor(maxFrameBytes: number, accepted: boolean) {
    super()
    this.accepted = accepted
    this.#maxFrameBytes = maxFrameBytes
  }

  get buffered(): number {
    if (this.ws === null || this.socket === null) return 0
    return this.ws.bufferedAmount + (this.#fragments?.waitingBytes ?? 0)
  }

  get flushed(): number {
    return this.socket === null ? 0 : takenBySystem(this.socket)
  }

  encode(payload: Payload): Payload {
    return checkedMessage(payload, this.#maxFrameBytes)
  }

  write(encoded: Payload, taken?: Taken): void {
    const { ws } = this
    if (ws === null || this.leaving || this.over || this.endWaits || ws.readyState !== ws.OPEN) {
      taken?.(this.cause ?? (this.leaving ? CANCELLED : this.causeToCome()))
      return
    }
    if (taken !== undefined) {
      this.#promised ??= []
      this.#promised.push(taken)
    }
    if (!this.#cuts(encoded, taken !== undefined)) {
      if (taken !== undefined) ws.send(encoded, (error) => this.#sent(error, true))
      else if (ws.extensions === '') ws.send(encoded)
      // While it is being compressed, nothing in the socket's buffer tells of it.
      else ws.send(encoded, (error) => this.#sent(error, false))
    }
    this.#watchBuffer()
  }

  get canSend(): boolean {
    return !this.over && this.ws !== null && this.ws.readyState === this.ws.OPEN
  }

  sendPiece({ bytes, binary, fin, isPromised }: Piece, taken: () => void): void {
    this.ws?.send(bytes, { binary, fin }, (error) => {
      if (this.#sent(error, isPromised)) taken()
    })
    this.#watchBuffer()
  }

  ping(): void {
    const { ws } = this
    if (ws === null || ws.readyState !== ws.OPEN) return
    this.#pings += 1
    this.#sendPing(ws, String(this.#pings))
    this.#watchBuffer()
  }

  /**
   * `ws` joins the header and the payload of a frame only where it masks them, in a client, and bytes only. A server's
   * two pieces cost it a quarter more CPU to send than one, at each of thousands of beats; so its pings are written past `ws`.
   * `ws` writes each frame of its own in one go, so a ping can fall between two of them, and nowhere else. It is not
   * empty, though that would be one piece too: peers send empty pongs unasked, and one would pass for its answer.
   */
  #sendPing(ws: WebSocket, payload: string): void {
    if (this.accepted) this.socket?.write(pingFrame(payload), 'latin1')
    else ws.ping(Buffer.from(payload, 'latin1'))
  }

  /** A pong that answers none of our pings, or one that was answered, is a sign of life and nothing more. */
  onPong(payload: Buffer): void {
    const nth = Number(payload.toString('latin1'))
    if (this.over || !(nth > this.#pongs && nth <= this.#pings)) return
    this.#pongs = nth
    this.owner.ponged(nth === this.#pings)
  }

  /**
   * While an answer waits for the peer to read, pings only count by the latest of them, whose answer stands for those
   * before it (RFC 6455, 5.5.3): a peer that asks and does not read costs no memory. Not left to `ws`, which breaks off
   * at 60 in one arrival, and that many wait in the system's buffer after a stall of ours, or a pause.
   */
  protected answerPing(payload: Buffer): void {
    const { ws } = this
    if (ws === null || ws.readyState !== ws.OPEN) return
    if (this.buffered === 0) ws.pong(payload)
    else if (this.#pongWaits) this.#unanswered = payload
    else {
      this.#pongWaits = true
      ws.pong(payload, undefined, () => this.#pongTaken())
    }
    this.#watchBuffer()
  }

  /** Why the link will have ended, where `ws` knows of the end before the owner does. */
  protected abstract causeToCome(): Cause

  /** The link is over: what was not taken never will be. */
  protected breakPromises(): void {
    const promised = this.#promised ?? []
    this.#promised = null
    for (const taken of promised) taken(this.cause ?? CANCELLED)
  }

  /** Does what closes the link in order, behind what was written. */
  protected whenWritten(then: () => void): void {
    if (this.#fragments === null) then()
    else this.#fragments.whenThrough(then)
  }

  /** Whether the message goes out in fragments, or waits behind one that does. */
  #cuts(message: Payload, isPromised: boolean): boolean {
    if (this.#fragments === null && !isLong(message)) return false
    this.#fragments ??= new Fragments(this)
    return this.#fragments.take(message, isPromised)
  }

  #pongTaken(): void {
    const payload = this.#unanswered
    this.#pongWaits = false
    this.#unanswered = null
    if (payload !== null && !this.over) this.answerPing(payload)
  }

  /** Whether the system took it. */
  #sent(error: Error | null | undefined, isPromised: boolean): boolean {
    // Node reports success even for what was under way when the socket was destroyed: that is for #letGo to settle.
    if (error || this.socket?.destroyed) return false
    if (isPromised) this.#promised?.shift()?.(null)
    if (this.#awaits === 'compression') this.#tellWhenEmpty()
    return true
  }

  /** Not by 'drain': Node emits that only after a full high-water mark, and the owner asks about every byte. */
  #watchBuffer(): void {
    const { socket } = this
    if (this.#awaits === 'mark' || this.buffered === 0 || !socket?.writable) return
    if (socket.writableLength === 0) {
      this.#awaits = 'compression'
      return
    }
    this.#awaits = 'mark'
    socket.write(NO_BYTES, (error) => {
      if (!error && !this.over) this.#tellWhenEmpty()
    })
  }

  #tellWhenEmpty(): void {
    this.#awaits = 'nothing'
    this.#watchBuffer()
    if (this.buffered === 0) this.owner.drained()
  }
}

/** FIN and the opcode of a ping; what may follow is shorter than 126 bytes, or the length would need more than one. */
const PING = 0x89

function pingFrame(payload: string): string {
  return String.fromCharCode(PING, payload.length) + payload
}
