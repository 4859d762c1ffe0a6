/** Frames that wait, within stated limits. */
import type { Frame } from './frame.ts'

/** What may be held in bytes, however few frames that is; one frame always may. */
export const MOST_HELD_BYTES = 4 * 1024 * 1024

/** The same of a peer that is not let in yet: thousands of strangers may send, and nobody reads. */
export const MOST_HELD_OF_STRANGERS = 64 * 1024

/** Whose reading fills a hold. */
export interface Filler {
  /** One more reason not to read. */
  block(): void
  unblock(): void
}

/** Frames that wait, with a limit on their number and on their bytes. */
export class Hold {
  /** From when it is full until it {@link ease}s. */
  isFull = false
  readonly #limit: number
  readonly #filler: Filler | null
  readonly #mostBytes: number
  readonly #frames: Frame[] = []
  #bytes = 0

  /** @param filler told when it is full, and when no more. */
  constructor(limit: number, filler: Filler | null = null, mostBytes = MOST_HELD_BYTES) {
    this.#limit = limit
    this.#filler = filler
    this.#mostBytes = mostBytes
  }

  get size(): number {
    return this.#frames.length
  }

  get first(): Frame | undefined {
    return this.#frames[0]
  }

  add(frame: Frame): void {
    this.#bytes += frame.bytes.length
    const isOver = this.#frames.push(frame) >= this.#limit || this.#bytes >= this.#mostBytes
    if (this.isFull || !isOver) return
    this.isFull = true
    this.#filler?.block()
  }

  take(): Frame | undefined {
    const frame = this.#frames.shift()
    if (frame !== undefined) this.#bytes -= frame.bytes.length
    return frame
  }

  /** All that wait, taken. */
  empty(): readonly Frame[] {
    this.#bytes = 0
    return this.#frames.splice(0)
  }

  /** After frames were taken: full no more once there is room for a good while, so that reading does not stop and go with each. */
  ease(): void {
    if (!this.isFull || this.size > this.#limit / 2 || this.#bytes > this.#mostBytes / 2) return
    this.isFull = false
    this.#filler?.unblock()
  }
}
