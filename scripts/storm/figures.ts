/** The figures of a storm, as they are committed: what pictures and tables are made of. */
import type { Storm } from '../../bench/storm/storm.ts'
import { csvOf, type Row, rowsIn } from '../detection/csv.ts'

/** What is counted together, in ms. */
export const BIN_MS = 100

export const CLIENTS = 1_000

const TOTALS = ['subject', 'dials', 'peak', 'last_back_s'] as const
const BINS = ['subject', 'what', 'at_ms', 'count'] as const

export type Total = Row<(typeof TOTALS)[number]>
/** `dials` since the kill, or clients `back` since the server listened again; `at_ms` is where the 100 ms begin. */
export type Bin = Row<(typeof BINS)[number]>

export interface StormFigures {
  readonly totals: readonly Total[]
  readonly bins: readonly Bin[]
}

/** Of one subject. @param trace times in ms since the epoch. */
export function figuresOf(
  subject: string,
  { attempts, peak, back_s, killedAt, listeningAt }: Storm,
  trace: { readonly dials: readonly number[]; readonly back: readonly number[] },
): StormFigures {
  return {
    totals: [{ subject, dials: String(attempts), peak: String(peak), last_back_s: back_s.toFixed(1) }],
    bins: [
      ...binned(subject, 'dials', killedAt, trace.dials),
      ...binned(subject, 'back', listeningAt, trace.back),
    ],
  }
}

/** Those that happened before are none of it: the machine may tell of a kill late. */
function binned(subject: string, what: string, since: number, times: readonly number[]): Bin[] {
  const counts = new Map<number, number>()
  for (const time of times) {
    const at = Math.max(0, Math.floor((time - since) / BIN_MS) * BIN_MS)
    counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([at, count]) => ({ subject, what, at_ms: String(at), count: String(count) }))
}

export function filesOf({ totals, bins }: StormFigures): Map<string, string> {
  return new Map([
    ['totals.csv', csvOf(TOTALS, totals)],
    ['histogram.csv', csvOf(BINS, bins)],
  ])
}

/** @throws Error when a text is no such table. */
export function figuresIn(read: (file: string) => string): StormFigures {
  return { totals: rowsIn(TOTALS, read('totals.csv')), bins: rowsIn(BINS, read('histogram.csv')) }
}
