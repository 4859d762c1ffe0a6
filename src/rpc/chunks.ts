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

interface Partial {
  readonly pieces: Uint8Array[]
  bytes: number
}

/** The chunks of a peer, put together. What is held of unfinished messages is bounded, all of them together. */
export class Assembly {
  readonly #maxBytes: number
  readonly #partials = new Map<number, Partial>()
  #bytes = 0

  /** @param maxBytes of all messages that are not finished; a chunk counts for a few bytes more than it carries. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @returns the message that the chunk completes; null while it goes on; undefined when that is no chunk, or too much. */
  take(frame: Uint8Array): Uint8Array | null | undefined {
    const flags = frame[1]
    if (frame.length < CHUNK_HEADER_BYTES || (flags !== MORE && flags !== LAST)) return undefined
    const nth = new DataView(frame.buffer, frame.byteOffset).getUint32(2)
    const partial = this.#partials.get(nth) ?? { pieces: [], bytes: 0 }
    partial.pieces.push(frame.subarray(CHUNK_HEADER_BYTES))
    partial.bytes += frame.length
    this.#bytes += frame.length
    if (this.#bytes > this.#maxBytes) return undefined
    if (flags === MORE) {
      this.#partials.set(nth, partial)
      return null
    }
    this.#partials.delete(nth)
    this.#bytes -= partial.bytes
    return joined(partial)
  }

  /** Another link: what was unfinished never will be. */
  clear(): void {
    this.#partials.clear()
    this.#bytes = 0
  }
}

function joined({ pieces, bytes }: Partial): Uint8Array {
  const whole = new Uint8Array(bytes - pieces.length * CHUNK_HEADER_BYTES)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
