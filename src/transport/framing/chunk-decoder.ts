/** What every decoder does alike: chunks wait in order, split frames are gathered, and a broken stream stays broken. */
import type { Decoder } from './codec.ts'
import { Gathered } from './gathered.ts'

const NO_BYTES = new Uint8Array(0)

/** A decoder but for one question: where does the frame end? Codecs answer it in {@link cut}. */
export abstract class ChunkDecoder implements Decoder {
  /** Where to read on in the current chunk. {@link cut} moves it. */
  protected at = 0
  /** What earlier chunks had of the frame that has begun. */
  protected readonly gathered = new Gathered()
  #chunk: Uint8Array = NO_BYTES
  /** Chunks after the current one. Short or empty: who does not ask for frames has paused reading. */
  #waiting: Uint8Array[] = []
  #broken: unknown = null

  /**
   * Reads on in `chunk`, which has at least one unread byte at `from`: answers a frame when one is complete, or null
   * when it used up the chunk. Either way it moves {@link at}, by {@link finish} or {@link hold} or itself.
   */
  protected abstract cut(chunk: Uint8Array, from: number): Uint8Array | null

  get pending(): number {
    return this.gathered.length
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#broken !== null) return
    if (this.at === this.#chunk.length && this.#waiting.length === 0) {
      this.#chunk = chunk
      this.at = 0
    } else {
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
      this.gathered.clear()
      this.#chunk = NO_BYTES
      this.#waiting = []
      throw error
    }
  }

  end(): Uint8Array | null {
    return null
  }

  /** The frame that ends before `end`: a view where it is all in this chunk, else the gathered pieces as one. */
  protected finish(chunk: Uint8Array, from: number, end: number): Uint8Array {
    this.at = end
    if (this.gathered.length === 0) return chunk.subarray(from, end)
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
    const next = this.#waiting.length === 0 ? undefined : this.#waiting.shift()
    this.#chunk = next ?? NO_BYTES
    this.at = 0
    return next !== undefined
  }
}
