/** When is it too much? How calls went, in a row and over a window: pure arithmetic over times it is told. */

/** From when on a breaker opens by the results of calls. */
export interface Threshold {
  /** So many failures in a row; Infinity: never by these. */
  readonly failures: number
  /** Such a share of the calls of the window, from 0 to 1; Infinity: never by this. */
  readonly share: number
  /** How long the window is, in ms. */
  readonly withinMs: number
  /** With fewer calls in the window its share says nothing. */
  readonly minCalls: number
}

/** The window moves on by tenths: exact times of thousands of calls would have to be kept. */
const SLOTS = 10

/** How the calls of one breaker went since it closed. */
export class Results {
  /** Failures since the latest success. */
  inRow = 0
  readonly #threshold: Threshold
  readonly #slotMs: number
  readonly #calls: number[] = new Array(SLOTS).fill(0)
  readonly #failed: number[] = new Array(SLOTS).fill(0)
  /** The slot of the latest result, counted from the clock's zero. */
  #slot = 0

  constructor(threshold: Threshold) {
    this.#threshold = threshold
    this.#slotMs = threshold.withinMs / SLOTS
  }

  /** Notes one result; whether that is one failure too many, and by which measure. */
  note(failed: boolean, nowMs: number): 'failures' | 'rate' | null {
    this.#moveTo(nowMs)
    const slot = this.#slot % SLOTS
    this.#calls[slot] = (this.#calls[slot] ?? 0) + 1
    if (!failed) {
      this.inRow = 0
      return null
    }
    this.#failed[slot] = (this.#failed[slot] ?? 0) + 1
    this.inRow += 1
    if (this.inRow >= this.#threshold.failures) return 'failures'
    const { calls, failures } = this.within(nowMs)
    const { minCalls, share } = this.#threshold
    return calls >= minCalls && failures >= share * calls ? 'rate' : null
  }

  /** Calls and failures in the window that ends now; right to a tenth of it. */
  within(nowMs: number): { readonly calls: number; readonly failures: number } {
    this.#moveTo(nowMs)
    return { calls: sum(this.#calls), failures: sum(this.#failed) }
  }

  clear(): void {
    this.inRow = 0
    this.#calls.fill(0)
    this.#failed.fill(0)
  }

  #moveTo(nowMs: number): void {
    const slot = Math.floor(nowMs / this.#slotMs)
    for (let gone = Math.min(slot - this.#slot, SLOTS); gone > 0; gone -= 1) {
      const cleared = (slot - gone + 1) % SLOTS
      this.#calls[cleared] = 0
      this.#failed[cleared] = 0
    }
    this.#slot = Math.max(slot, this.#slot)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
