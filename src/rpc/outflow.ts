/**
 * What goes out, in order, and never more of it at once than a heartbeat can wait behind: most of it waits here rather
 * than in the link's buffer. Where messages are cut into chunks, short ones go first, and long ones take turns.
 */
import type { Payload } from '../transport/transport.ts'
import { chunkOf } from './chunks.ts'

/** What may be with the link at once, in bytes: enough for a fast network, where nothing is cut. */
const WINDOW_BYTES = 262_144
/** After so many short messages a chunk of a long one goes, or one that waits would never end on a busy connection. */
const MOST_IN_A_ROW = 16

/** Told once: null when the system took the message, else why not. */
export type Sent = (error: unknown) => void

/** A message that waits. */
export interface Outgoing {
  /** Takes it back; false when it is on its way already. */
  takeBack(): boolean
}

class Message implements Outgoing {
  readonly payload: Payload
  readonly sent: Sent | undefined
  /** Of the chunks that were sent: how far they go. */
  offset = 0
  /** What tells its chunks from others. */
  nth = 0
  state: 'waiting' | 'begun' | 'back' = 'waiting'

  constructor(payload: Payload, sent: Sent | undefined) {
    this.payload = payload
    this.sent = sent
  }

  takeBack(): boolean {
    if (this.state === 'begun') return false
    this.state = 'back'
    return true
  }
}

const utf8 = new TextEncoder()

/** The messages of one connection on their way out. */
export class Outflow {
  readonly #send: (payload: Payload) => Promise<void>
  /** What a chunk carries; Infinity where nothing is cut. */
  readonly #chunkBytes: number
  readonly #windowBytes: number
  #short: Message[] = []
  #long: Message[] = []
  /** How many short messages went since the latest chunk. */
  #inARow = 0
  #inFlight = 0
  #nth = 0
  /** What was sent over an earlier link counts no more. */
  #life = 0

  /** @param chunkBytes what a chunk carries; null: nothing is cut. */
  constructor(send: (payload: Payload) => Promise<void>, chunkBytes: number | null) {
    this.#send = send
    this.#chunkBytes = chunkBytes ?? Number.POSITIVE_INFINITY
    this.#windowBytes = chunkBytes === null ? WINDOW_BYTES : 2 * chunkBytes
  }

  /** Sends a message as soon as its turn comes. */
  add(text: string, sent?: Sent): Outgoing {
    const message = this.#messageOf(text, sent)
    if (message.payload.length > this.#chunkBytes) this.#long.push(message)
    else this.#short.push(message)
    this.#pump()
    return message
  }

  /** The link is gone: what waits is not sent, and nobody is told; whoever waits for it knows of the link. */
  clear(): void {
    this.#life += 1
    this.#short = []
    this.#long = []
    this.#inFlight = 0
  }

  /** A character takes one to three bytes, so only what may be long is counted. */
  #messageOf(text: string, sent: Sent | undefined): Message {
    if (text.length * 3 <= this.#chunkBytes) return new Message(text, sent)
    const bytes = utf8.encode(text)
    return new Message(bytes.length > this.#chunkBytes ? bytes : text, sent)
  }

  #pump(): void {
    while (this.#inFlight < this.#windowBytes) {
      const message = this.#next()
      if (message === undefined) return
      if (message.state === 'back') continue
      if (message.payload.length > this.#chunkBytes) this.#sendChunk(message)
      else {
        message.state = 'begun'
        this.#write(message.payload, message.sent)
      }
    }
  }

  #next(): Message | undefined {
    const isLongDue = this.#inARow >= MOST_IN_A_ROW && this.#long.length > 0
    const short = isLongDue ? undefined : this.#short.shift()
    this.#inARow = short === undefined ? 0 : this.#inARow + 1
    return short ?? this.#long.shift()
  }

  #sendChunk(message: Message): void {
    const { payload } = message
    if (typeof payload === 'string') return
    if (message.state === 'waiting') {
      message.state = 'begun'
      this.#nth = (this.#nth + 1) % 2 ** 32
      message.nth = this.#nth
    }
    const end = message.offset + this.#chunkBytes
    const isLast = end >= payload.length
    const chunk = chunkOf(message.nth, payload.subarray(message.offset, end), isLast)
    message.offset = end
    if (!isLast) this.#long.push(message)
    this.#write(chunk, isLast ? message.sent : undefined)
  }

  #write(payload: Payload, sent: Sent | undefined): void {
    const life = this.#life
    const bytes = payload.length
    this.#inFlight += bytes
    const settle = (error: unknown): void => {
      sent?.(error)
      if (life !== this.#life) return
      this.#inFlight -= bytes
      this.#pump()
    }
    this.#send(payload).then(() => settle(null), settle)
  }
}
