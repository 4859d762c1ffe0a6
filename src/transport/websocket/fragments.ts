/**
 * A long message, piece by piece. Only control frames may come between the fragments of a message, which is what this is
 * for: pings and pongs wait behind what the system has not taken of one fragment, instead of behind megabytes.
 */
import { turn } from '../../clock/turn.ts'
import { bytesOf } from '../framing/codec.ts'
import type { Payload } from '../transport.ts'

/** The longest message that goes in one frame, and what a fragment carries of a longer one. Half a second at 1 Mbit/s. */
export const FRAGMENT_BYTES = 65_536

/** One frame of a message. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly binary: boolean
  /** Whether the message ends with it. */
  readonly fin: boolean
  /** Whether somebody waits for the message to be taken. */
  readonly isPromised: boolean
}

/** What sends the pieces. */
export interface PieceSender {
  /** Whether there is still somebody to send to. */
  readonly canSend: boolean
  /** @param taken called once the system took the piece; never when the link ended first. */
  sendPiece(piece: Piece, taken: () => void): void
}

interface Waiting {
  readonly bytes: Uint8Array
  readonly binary: boolean
  readonly isPromised: boolean
}

/** Messages that wait for their turn: the first one is under way, and none overtakes another. */
export class Fragments {
  readonly #sender: PieceSender
  readonly #queue: Waiting[] = []
  /** What was sent of the first one. */
  #offset = 0
  #waitingBytes = 0
  #isSending = false
  #afterwards: (() => void) | null = null

  constructor(sender: PieceSender) {
    this.#sender = sender
  }

  /** Bytes of messages that nobody but this one holds. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** Takes a message that has to be cut, or to wait for one that is; false: it may be sent as it is. */
  take(message: Payload, isPromised: boolean): boolean {
    if (this.#queue.length === 0 && !isLong(message)) return false
    const bytes = bytesOf(message)
    this.#waitingBytes += bytes.length
    this.#queue.push({ bytes, binary: typeof message !== 'string', isPromised })
    if (!this.#isSending) this.#next()
    return true
  }

  /** Calls `then` once all that waits was handed on: at once where nothing does. */
  whenThrough(then: () => void): void {
    if (this.#queue.length === 0) then()
    else this.#afterwards = then
  }

  /** One fragment is with the system at a time, and each gets a turn of its own: reading and timers go on meanwhile. */
  #next(): void {
    const [first] = this.#queue
    if (first === undefined) return
    if (!this.#sender.canSend) return this.#drop()
    const { binary, isPromised } = first
    const end = this.#offset + FRAGMENT_BYTES
    const fin = end >= first.bytes.length
    const bytes = first.bytes.subarray(this.#offset, end)
    this.#waitingBytes -= bytes.length
    this.#offset = fin ? 0 : end
    if (fin) this.#queue.shift()
    this.#isSending = true
    this.#sender.sendPiece({ bytes, binary, fin, isPromised: fin && isPromised }, () => void this.#taken())
    if (this.#queue.length > 0) return
    this.#afterwards?.()
    this.#afterwards = null
  }

  async #taken(): Promise<void> {
    await turn()
    this.#isSending = false
    this.#next()
  }

  #drop(): void {
    this.#queue.length = 0
    this.#waitingBytes = 0
    this.#afterwards = null
  }
}

/** Characters take one to three bytes each, so most strings need not be counted. */
export function isLong(message: Payload): boolean {
  if (message.length > FRAGMENT_BYTES) return true
  if (typeof message !== 'string' || message.length * 3 <= FRAGMENT_BYTES) return false
  return bytesOf(message).length > FRAGMENT_BYTES
}
