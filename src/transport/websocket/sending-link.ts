/** What a link over a WebSocket of `ws` does when it writes: messages and pings out, and what became of them. */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { CANCELLED } from '../byte-link.ts'
import { takenBySystem } from '../socket.ts'
import type { Cause, Payload } from '../transport.ts'
import { checkedMessage } from './message.ts'
import { MessageLink } from './message-link.ts'

const NO_BYTES = Buffer.alloc(0)

/** A callback of `Link.write`. */
type Taken = (cause: Cause | null) => void

/** The writing half of a link. `ws` and `socket` are there once it is open; the other half says when. */
export abstract class SendingLink extends MessageLink {
  protected ws: WebSocket | null = null
  protected socket: Socket | null = null
  readonly #maxFrameBytes: number
  /** How many were sent; each carries its number. */
  #pings = 0
  /** The latest that was answered. */
  #pongs = 0
  /** Callbacks of writes that the system has not taken; made at the first. */
  #promised: Taken[] | null = null
  /** What tells when the buffer is empty, while it is not: an empty write behind the others, or a callback of `ws`. */
  #awaits: 'nothing' | 'mark' | 'compression' = 'nothing'

  constructor(maxFrameBytes: number) {
    super()
    this.#maxFrameBytes = maxFrameBytes
  }

  get buffered(): number {
    return this.ws === null || this.socket === null ? 0 : this.ws.bufferedAmount
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
      ws.send(encoded, (error) => this.#sent(error, true))
    } else if (ws.extensions === '') ws.send(encoded)
    // While it is being compressed, nothing in the socket's buffer tells of it.
    else ws.send(encoded, (error) => this.#sent(error, false))
    this.#watchBuffer()
  }

  ping(): void {
    const { ws } = this
    if (ws === null || ws.readyState !== ws.OPEN) return
    this.#pings += 1
    ws.ping(String(this.#pings))
    this.#watchBuffer()
  }

  /** A pong that answers none of our pings, or one that was answered, is a sign of life and nothing more. */
  onPong(payload: Buffer): void {
    const nth = Number(payload.toString('latin1'))
    if (this.over || !(nth > this.#pongs && nth <= this.#pings)) return
    this.#pongs = nth
    this.owner.ponged(nth === this.#pings)
  }

  /** Why the link will have ended, where `ws` knows of the end before the owner does. */
  protected abstract causeToCome(): Cause

  /** The link is over: what was not taken never will be. */
  protected breakPromises(): void {
    const promised = this.#promised ?? []
    this.#promised = null
    for (const taken of promised) taken(this.cause ?? CANCELLED)
  }

  #sent(error: Error | undefined, isPromised: boolean): void {
    // Node reports success even for what was under way when the socket was destroyed: that is for #letGo to settle.
    if (error || this.socket?.destroyed) return
    if (isPromised) this.#promised?.shift()?.(null)
    if (this.#awaits === 'compression') this.#tellWhenEmpty()
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
