/** The last bytes of a stream that may be endless: a ring of fixed size, so that a flood costs no more than copying it. */

const utf8 = new TextDecoder()

export class Tail {
  readonly #limit: number
  /** Made with the first byte: most programs say nothing. */
  #ring: Uint8Array | null = null
  /** Where the next byte goes. */
  #at = 0
  /** How many bytes there were in all. */
  #total = 0

  /** @param limit how many bytes are kept; from 0. */
  constructor(limit: number) {
    this.#limit = limit
  }

  push(chunk: Uint8Array): void {
    this.#total += chunk.length
    if (this.#limit === 0) return
    this.#ring ??= new Uint8Array(this.#limit)
    const kept = chunk.subarray(Math.max(0, chunk.length - this.#limit))
    const room = this.#limit - this.#at
    this.#ring.set(kept.subarray(0, room), this.#at)
    this.#ring.set(kept.subarray(room), 0)
    this.#at = (this.#at + kept.length) % this.#limit
  }

  /** As text; where something was dropped, from the beginning of a line on, if there is one. */
  text(most = this.#limit): string {
    if (this.#ring === null) return ''
    const length = Math.min(this.#total, this.#limit)
    const bytes =
      length < this.#limit
        ? this.#ring.subarray(0, length)
        : joined(this.#ring.subarray(this.#at), this.#ring.subarray(0, this.#at))
    const last = bytes.subarray(Math.max(0, length - most))
    const isWhole = last.length === this.#total
    const text = utf8.decode(last)
    const newline = text.indexOf('\n')
    return isWhole || newline === -1 || newline === text.length - 1 ? text : text.slice(newline + 1)
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
