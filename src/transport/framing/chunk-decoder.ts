/** What every decoder does alike: chunks wait in order, split frames are gathered, and a broken stream stays broken. */
import type { Decoder } from './codec.ts'
import { Gathered, NO_BYTES } from './gathered.ts'

/** A decoder but for one question: where does the frame end? Codecs answer it in {@link cut}. */
export abstract class ChunkDecoder implements Decoder {
  /** Where to read on in the current chunk. {@link cut} moves it. */
  protected at = 0
  /** What earlier chunks had of the frame that has begun. */
  #gathered: Gathered | null = null
  #chunk: Uint8Array = NO_BYTES
  /** Chunks after the current one. Short or empty: who does not ask for frames has paused reading. */
  #waiting: Uint8Array[] | null = null
  #broken: unknown = null

  /**
   * Reads on in `chunk`, which has at least one unread byte at `from`: answers a frame when one is complete, or null
   * when it used up the chunk. Either way it moves {@link at}, by {@link finish} or {@link hold} or itself.
   */
  protected abstract cut(chunk: Uint8Array, from: number): Uint8Array | null

  protected get gathered(): Gathered {
    this.#gathered ??= new Gathered()
    return this.#gathered
  }

  protected get gatheredLength(): number {
    return this.#gathered?.length ?? 0
  }

  get pending(): number {
    return this.gatheredLength
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#broken !== null) return
    if (this.at === this.#chunk.length && this.#waiting === null) {
      this.#chunk = chunk
      this.at = 0
    } else {
      this.#waiting ??= []
      this.#waiting.push(chunk)
    }
  }

  next(): Uint8Array | null {
    if (this.#broken !== null) throw this.#broken
    try {
      while (this.at < this.#chunk.length || this.#advance()) {
        const frame = this.cut(this.#chunk, this.at)
        if (frame !== null) return frame
      }
      return null
    } catch (error) {
      this.#broken = error
      this.#gathered = null
      this.#chunk = NO_BYTES
      this.#waiting = null
      throw error
    }
  }

  end(): Uint8Array | null {
    return null
  }

  /** The frame that ends before `end`: a view where it is all in this chunk, else the gathered pieces as one. */
  protected finish(chunk: Uint8Array, from: number, end: number): Uint8Array {
    this.at = end
    if (this.gatheredLength === 0) return viewOf(chunk, from, end)
    this.gathered.add(chunk.subarray(from, end), 0)
    return this.gathered.take()
  }

  /** Keeps the rest of the chunk for a frame that goes on, of at most `expected` bytes. */
  protected hold(chunk: Uint8Array, from: number, expected: number): void {
    this.at = chunk.length
    if (from < chunk.length) this.gathered.add(chunk.subarray(from), expected)
  }

  /** Turns to the next chunk, and lets go of the used one even when there is none: an idle link holds no memory. */
  #advance(): boolean {
    const next = this.#waiting?.shift()
    if (!this.#waiting?.length) this.#waiting = null
    this.#chunk = next ?? NO_BYTES
    this.at = 0
    return next !== undefined
  }
}

/** Not `subarray`: on a Buffer that makes a Buffer, at several times the cost, and with a `slice` that does not copy. */
export function viewOf(chunk: Uint8Array, from: number, end: number): Uint8Array {
  return new Uint8Array(chunk.buffer, chunk.byteOffset + from, end - from)
}
