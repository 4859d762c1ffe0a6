/**
 * Long messages in chunks, each a frame of its own, so that heartbeats and short messages pass between them: the bytes of
 * a chunk, and how chunks become a message again. What JSON says never begins with a zero, so the first byte tells them.
 */

/** 0, the flags, and four bytes of a number, big-endian, that all chunks of a message have in common. */
export const CHUNK_HEADER_BYTES = 6
const MARK = 0
const MORE = 0
const LAST = 1

/** Whether a frame is a chunk. */
export function isChunk(frame: Uint8Array): boolean {
  return frame[0] === MARK
}

/** One chunk of message `nth`. */
export function chunkOf(nth: number, piece: Uint8Array, isLast: boolean): Uint8Array {
  const frame = new Uint8Array(CHUNK_HEADER_BYTES + piece.length)
  frame[1] = isLast ? LAST : MORE
  new DataView(frame.buffer).setUint32(2, nth)
  frame.set(piece, CHUNK_HEADER_BYTES)
  return frame
}

/** What a chunk that is not the last one carries at least: of smaller ones fewer messages may be unfinished at once. */
const LEAST_CHUNK_BYTES = 1_024
/** As many messages may always be unfinished. */
const LEAST_UNFINISHED = 16

/** The chunks of a peer, put together. What is held of unfinished messages is bounded, all of them together. */
export class Assembly {
  readonly #maxBytes: number
  readonly #maxMessages: number
  /** Copied: a chunk is a view, and would keep alive whatever else came with it. */
  readonly #partials = new Map<number, Partial>()
  #bytes = 0

  /**
   * @param maxBytes of all messages that are not finished; a chunk counts for a few bytes more than it carries. One message
   * may be unfinished for every 1,024 of them, and 16 in any case: each costs some hundred bytes, however empty it is.
   */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#maxMessages = Math.max(LEAST_UNFINISHED, Math.floor(maxBytes / LEAST_CHUNK_BYTES))
  }

  /** @returns the message that the chunk completes; null while it goes on; undefined when that is no chunk, or too much. */
  take(frame: Uint8Array): Uint8Array | null | undefined {
    const flags = frame[1]
    if (frame.length < CHUNK_HEADER_BYTES || (flags !== MORE && flags !== LAST)) return undefined
    const nth = new DataView(frame.buffer, frame.byteOffset).getUint32(2)
    const piece = frame.subarray(CHUNK_HEADER_BYTES)
    const before = this.#partials.get(nth)
    if (this.#bytes + frame.length > this.#maxBytes) return undefined
    if (before === undefined && flags === LAST) return piece
    if (before === undefined && this.#partials.size >= this.#maxMessages) return undefined
    const partial = before ?? new Partial()
    partial.add(piece)
    if (flags === MORE) {
      partial.counted += frame.length
      this.#bytes += frame.length
      this.#partials.set(nth, partial)
      return null
    }
    this.#partials.delete(nth)
    this.#bytes -= partial.counted
    return partial.bytes
  }

  /** Another link: what was unfinished never will be. */
  clear(): void {
    this.#partials.clear()
    this.#bytes = 0
  }
}

/** A message that goes on, in a buffer that grows by doubling: a list of pieces would cost a hundred times as much. */
class Partial {
  /** What its chunks count for. */
  counted = 0
  #buffer = new Uint8Array(0)
  #length = 0

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#buffer.length))
      grown.set(this.bytes)
      this.#buffer = grown
    }
    this.#buffer.set(piece, this.#length)
    this.#length = length
  }
}
