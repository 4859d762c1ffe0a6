/** One pass of the changing times, second by second: how late heartbeats came, and from when each detector suspects. */
import type { Arrivals } from './arrivals.ts'
import type { Row } from './csv.ts'
import { arrivalsOf, NETWORKS } from './networks.ts'
import { TRACE_INTERVALS } from './regimes.ts'
import { SUBJECTS } from './subjects.ts'
import { Tuner } from './tune.ts'
import type { Watched } from './watch.ts'

export const TRACE_COLUMNS = ['from_s', 'latest_s', ...SUBJECTS.map(({ name }) => name)] as const
export type TraceRow = Row<string>

/** All are tuned to this mean detection time, in ms, over all passes. */
export const TRACE_TARGET_MS = 3_000
/** What one row sums up, in intervals. */
const STEP = 5
/** The second pass: in the first one detectors know nothing yet. */
const FIRST = TRACE_INTERVALS
const NETWORK = 'stream changing'

export function traceRows(): TraceRow[] {
  const network = NETWORKS.find(({ name }) => name === NETWORK)
  if (network === undefined) throw new Error(`no network of the name ${NETWORK}`)
  const arrivals = arrivalsOf(network)
  const watched = SUBJECTS.map((subject) => {
    const tuned = new Tuner(subject, arrivals).to(TRACE_TARGET_MS)
    if (tuned === null) throw new Error(`${subject.name} cannot be tuned to ${TRACE_TARGET_MS} ms`)
    return { name: subject.name, watched: tuned.watched }
  })
  return Array.from({ length: TRACE_INTERVALS / STEP }, (_, index) => {
    const fromMs = (FIRST + index * STEP) * arrivals.everyMs
    const toMs = fromMs + STEP * arrivals.everyMs
    const thresholds = watched.map(
      ({ name, watched }) => [name, seconds(thresholdAt(watched, toMs))] as const,
    )
    return {
      from_s: String(index * STEP),
      latest_s: seconds(latest(arrivals, fromMs, toMs)),
      ...Object.fromEntries(thresholds),
    }
  })
}

/** The threshold in force at a moment. */
function thresholdAt({ arrivals: { at }, suspectMs }: Watched, ms: number): number {
  return suspectMs[placeAfter(at, ms) - 1] ?? 0
}

/** The most that an arrival between two moments was late, in ms. */
function latest({ at, everyMs }: Arrivals, fromMs: number, toMs: number): number {
  let most = 0
  for (let place = placeAfter(at, fromMs); (at[place] ?? toMs) < toMs; place += 1) {
    most = Math.max(most, (at[place] ?? 0) - (at[place - 1] ?? 0) - everyMs)
  }
  return most
}

/** The first place of an arrival at this moment or later. */
function placeAfter(at: Float64Array, ms: number): number {
  let from = 0
  let to = at.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((at[middle] ?? 0) < ms) from = middle + 1
    else to = middle
  }
  return from
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2)
}
