/** Frames that wait, within stated limits. */
import type { Frame } from './frame.ts'

/** What may be held in bytes, however few frames that is; one frame always may. */
export const MOST_HELD_BYTES = 4 * 1024 * 1024

/** Frames that wait, with a limit on their number and on their bytes. */
export class Hold {
  readonly #limit: number
  readonly #frames: Frame[] = []
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#frames.length
  }

  get isFull(): boolean {
    return this.#frames.length >= this.#limit || this.#bytes >= MOST_HELD_BYTES
  }

  /** Whether there is room for a good while again: reading does not stop and go with every frame. */
  get hasRoom(): boolean {
    return this.#frames.length <= this.#limit / 2 && this.#bytes <= MOST_HELD_BYTES / 2
  }

  get first(): Frame | undefined {
    return this.#frames[0]
  }

  add(frame: Frame): void {
    this.#frames.push(frame)
    this.#bytes += frame.bytes.length
  }

  take(): Frame | undefined {
    const frame = this.#frames.shift()
    if (frame !== undefined) this.#bytes -= frame.bytes.length
    return frame
  }
}
