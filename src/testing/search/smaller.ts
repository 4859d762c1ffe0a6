/** Makes numbers of something that fails smaller, as long as it still fails. */

/**
 * Runs something again, and says whether it still fails. It must be the same each time: with chance from a seed and time
 * from a virtual clock it is.
 */
export type Fails<T> = (candidate: T) => Promise<boolean>

/** Counts runs, so that a search ends however long it could go on. */
export class Budget {
  #left: number

  constructor(runs: number) {
    this.#left = runs
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** The same question, for as long as there are runs left; then the answer is no. */
  limit<T>(fails: Fails<T>): Fails<T> {
    return async (candidate) => {
      if (this.isSpent) return false
      this.#left -= 1
      return fails(candidate)
    }
  }
}

/**
 * A whole number between `least` and `value` that still fails, small or at least round: `least` itself, what halving leads
 * to, or the roundest number nearby.
 */
export async function smallest(value: number, least: number, fails: Fails<number>): Promise<number> {
  if (value <= least) return value
  if (await fails(least)) return least
  let kept = value
  for (let half = middle(least, kept); half < kept; half = middle(least, kept)) {
    if (!(await fails(half))) break
    kept = half
  }
  for (const grain of [10_000, 1_000, 100, 10]) {
    const round = Math.round(kept / grain) * grain
    if (round === kept) return kept
    if (round >= least && round <= value && (await fails(round))) return round
  }
  return kept
}

function middle(least: number, most: number): number {
  return least + Math.floor((most - least) / 2)
}
