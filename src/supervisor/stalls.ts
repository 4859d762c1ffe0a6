/** Stalls of this process, as a supervisor shows them. */

/** How often and how long this process did not run, while connections had something due. Stalls below 100 ms are not counted. */
export interface Stalls {
  /** How many there were. */
  readonly count: number
  /** Their lengths together, in ms. */
  readonly lostMs: number
  /** The longest one, in ms. */
  readonly longestMs: number
  /** When the latest one was noticed, in ms since the epoch; null while there was none. */
  readonly latestAt: number | null
}

export const NO_STALLS: Stalls = { count: 0, lostMs: 0, longestMs: 0, latestAt: null }

export function oneMore(stalls: Stalls, lostMs: number, at: number): Stalls {
  return {
    count: stalls.count + 1,
    lostMs: stalls.lostMs + lostMs,
    longestMs: Math.max(stalls.longestMs, lostMs),
    latestAt: at,
  }
}
