/**
 * Copies of short writes, side by side in one buffer, as Node makes its own: a buffer for each costs more than all the
 * rest of a frame's way through the network. Whoever keeps a frame for long keeps 8 KiB.
 */
const SLAB_BYTES = 8_192
/** Longer ones have buffers of their own. */
const SHORT_BYTES = 512

export class Slab {
  #all = new Uint8Array(SLAB_BYTES)
  #used = 0

  copyOf(bytes: Uint8Array): Uint8Array {
    const { length } = bytes
    if (length > SHORT_BYTES) return bytes.slice()
    if (this.#used + length > SLAB_BYTES) {
      this.#all = new Uint8Array(SLAB_BYTES)
      this.#used = 0
    }
    const copy = new Uint8Array(this.#all.buffer, this.#used, length)
    copy.set(bytes)
    this.#used += length
    return copy
  }
}
