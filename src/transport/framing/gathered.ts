/** The bytes of one frame that arrives in pieces. */

export const NO_BYTES = new Uint8Array(0)

/** Small enough to live on V8's own heap, and enough for the heartbeats that get split. */
const FIRST_ROOM_BYTES = 64

/**
 * A buffer that grows by doubling, so each byte is copied two or three times however small the pieces are.
 *
 * Why not a list of the pieces, joined once: a peer that trickles single bytes would cost an object of some hundred
 * bytes for each of them, a hundred times the frame limit; and a few bytes left over would keep a large chunk alive.
 */
export class Gathered {
  #buffer = NO_BYTES
  #length = 0

  /** How many bytes are held. */
  get length(): number {
    return this.#length
  }

  /** The last byte held, or undefined when there is none. */
  get last(): number | undefined {
    return this.#buffer[this.#length - 1]
  }

  /** A view of all that is held, valid until the next change. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  /** Copies `piece` to the end. `expected` is the most this frame can come to, in bytes: doubling stops there. */
  add(piece: Uint8Array, expected: number): void {
    const length = this.#length + piece.length
    if (length > this.#buffer.length) {
      const room = Math.min(expected, Math.max(FIRST_ROOM_BYTES, 2 * this.#buffer.length))
      const grown = new Uint8Array(Math.max(length, room))
      grown.set(this.bytes)
      this.#buffer = grown
    }
    this.#buffer.set(piece, this.#length)
    this.#length = length
  }

  dropLast(): void {
    if (this.#length > 0) this.#length -= 1
  }

  /** Hands over what is held; it is the caller's to keep, and nothing is held any more. */
  take(): Uint8Array {
    const bytes = this.bytes
    this.clear()
    return bytes
  }

  clear(): void {
    this.#buffer = NO_BYTES
    this.#length = 0
  }
}
