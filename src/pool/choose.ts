/** Which of several connections gets the next call. As functions one imports, so that nobody carries what is not used. */
import type { Random } from '../clock/random.ts'

/** A connection that may get the next call. */
export interface Candidate {
  /** The endpoint's id. */
  readonly id: string
  /** Calls under way over it. */
  readonly pending: number
  /** How long its calls take, in ms; null before the first one. What was long ago means less. */
  readonly latencyMs: number | null
}

/** Chooses: is given at least one, and answers the position of one. Made anew for each pool, so it may remember. */
export type Choose = () => (candidates: readonly Candidate[], random: Random) => number

/** One after the other. */
export function roundRobin(): Choose {
  return () => {
    let turn = -1
    return ({ length }) => {
      turn = (turn + 1) % length
      return turn
    }
  }
}

/** The one with the fewest calls under way; among equals, in turn. */
export function leastPending(): Choose {
  return () => {
    let turn = 0
    return (candidates) => {
      turn += 1
      let best = turn % candidates.length
      for (let step = 1; step < candidates.length; step += 1) {
        const other = (turn + step) % candidates.length
        if ((candidates[other]?.pending ?? 0) < (candidates[best]?.pending ?? 0)) best = other
      }
      return best
    }
  }
}

/**
 * The better of two that chance picks: of how long its calls take, times how many are under way with this one. Nearly as
 * good as asking all of them, and callers do not all choose the same one at once ("the power of two choices").
 */
export function powerOfTwo(): Choose {
  return () => (candidates, random) => {
    const { length } = candidates
    if (length === 1) return 0
    const first = Math.floor(random() * length)
    const second = (first + 1 + Math.floor(random() * (length - 1))) % length
    return costOf(candidates[second]) < costOf(candidates[first]) ? second : first
  }
}

/** Of whom nothing is known is taken for quick: so it is tried. */
function costOf(candidate: Candidate | undefined): number {
  if (candidate === undefined) return 0
  const { latencyMs, pending } = candidate
  return ((latencyMs ?? 0) + 0.001) * (pending + 1)
}
