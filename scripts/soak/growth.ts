/** Whether memory grows: a plane through what was measured. */

/** One look at the heap, after garbage was collected. */
export interface Sample {
  readonly atMs: number
  readonly heapMb: number
  /** Lives that go on: each has its memory, and how many there are goes up and down all the time. */
  readonly living: number
}

/** What the machine code, the caches and the histograms of a warm process may still add. */
const ALWAYS_FINE_MB = 2
/** Of the mean: more than that over the whole time is growth. */
const FINE_SHARE = 0.05
/** Of the spread of time: with less of it left, nothing is known of time apart from lives. */
const ALL_BUT_NONE = 0.01

/**
 * By how much the heap grew from the first sample to the last, apart from what more lives take: the plane of least
 * squares over time and lives (Frisch and Waugh: what lives explain is taken out of both heap and time).
 */
export function growthMb(samples: readonly Sample[]): number {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.atMs === first.atMs) return 0
  const lives = samples.map(({ living }) => living)
  const time = samples.map(({ atMs }) => atMs)
  const heap = without(
    samples.map(({ heapMb }) => heapMb),
    lives,
  )
  const rest = without(time, lives)
  // Lives that did nothing but grow with time tell the two apart no more: then all of it is growth.
  const apart = sumOf(rest, rest) > sumOf(centred(time), centred(time)) * ALL_BUT_NONE
  return (apart ? slope(heap, rest) : slope(heapOf(samples), centred(time))) * (last.atMs - first.atMs)
}

function heapOf(samples: readonly Sample[]): number[] {
  return centred(samples.map(({ heapMb }) => heapMb))
}

/** What is left of values once a line over others is taken away. */
function without(values: readonly number[], others: readonly number[]): number[] {
  const rest = centred(values)
  const over = centred(others)
  const rise = slope(rest, over)
  return rest.map((value, index) => value - rise * (over[index] ?? 0))
}

/** Of the line of least squares; 0 where the others are all the same. */
function slope(values: readonly number[], over: readonly number[]): number {
  const spread = sumOf(over, over)
  return spread === 0 ? 0 : sumOf(values, over) / spread
}

function centred(values: readonly number[]): number[] {
  const middle = mean(values)
  return values.map((value) => value - middle)
}

function sumOf(some: readonly number[], others: readonly number[]): number {
  return some.reduce((sum, value, index) => sum + value * (others[index] ?? 0), 0)
}

/** How much the plane may rise: 5 % of the mean, or 2 MB if that is more. */
export function boundMb(samples: readonly Sample[]): number {
  return samples.length === 0
    ? ALWAYS_FINE_MB
    : Math.max(ALWAYS_FINE_MB, FINE_SHARE * mean(samples.map(({ heapMb }) => heapMb)))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}
