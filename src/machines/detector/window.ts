/** Mean and deviation of the latest samples, in constant time for each, and without drift however many there were. */

/** The sum of a full window's squares stays below 2^52, so that all sums are of whole numbers that are held exactly. */
const SUM_BITS = 52

export class Window {
  readonly #size: number
  readonly #highestMs: number
  /** Samples are kept as whole multiples of this; a power of two. */
  readonly #quantumMs: number
  readonly #kept: number[] = []
  /** Where the next sample goes once the window is full: the place of the oldest. */
  #next = 0
  #sum = 0
  #squares = 0

  /** @param highestMs samples above count as this; it sets how finely they are told apart (to 2 µs for 15 s and 100). */
  constructor(size: number, highestMs: number) {
    this.#size = size
    this.#highestMs = highestMs
    this.#quantumMs = 2 ** Math.ceil(Math.log2(highestMs * Math.sqrt(size)) - SUM_BITS / 2)
  }

  /** How many samples there are, at most the window's size. */
  get count(): number {
    return this.#kept.length
  }

  add(ms: number): void {
    // What is no number above 0 counts as 0: NaN would stay in the sums for ever.
    const sample = ms > 0 ? Math.round(Math.min(ms, this.#highestMs) / this.#quantumMs) : 0
    const oldest = this.#kept[this.#next] ?? 0
    this.#sum += sample - oldest
    this.#squares += sample ** 2 - oldest ** 2
    this.#kept[this.#next] = sample
    this.#next = (this.#next + 1) % this.#size
  }

  /** In ms; 0 when there is no sample. */
  get meanMs(): number {
    return this.count === 0 ? 0 : (this.#sum / this.count) * this.#quantumMs
  }

  /** The standard deviation of the samples there are, in ms; 0 when they are all the same. */
  get deviationMs(): number {
    if (this.count === 0) return 0
    const spread = Math.max(0, this.count * this.#squares - this.#sum ** 2)
    return (Math.sqrt(spread) / this.count) * this.#quantumMs
  }
}
