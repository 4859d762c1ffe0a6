/** Whether memory grows: a line through what was measured. */

/** One look at the heap, after garbage was collected. */
export interface Sample {
  readonly atMs: number
  readonly heapMb: number
}

/** What the machine code, the caches and the histograms of a warm process may still add. */
const ALWAYS_FINE_MB = 2
/** Of the mean: more than that over the whole time is growth. */
const FINE_SHARE = 0.05

/** By how much the heap grew from the first sample to the last, by the line of least squares through them all. */
export function growthMb(samples: readonly Sample[]): number {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.atMs === first.atMs) return 0
  const meanAt = mean(samples.map(({ atMs }) => atMs))
  const meanMb = mean(samples.map(({ heapMb }) => heapMb))
  let together = 0
  let spread = 0
  for (const { atMs, heapMb } of samples) {
    together += (atMs - meanAt) * (heapMb - meanMb)
    spread += (atMs - meanAt) ** 2
  }
  return (together / spread) * (last.atMs - first.atMs)
}

/** How much the line may rise: 5 % of the mean, or 2 MB if that is more. */
export function boundMb(samples: readonly Sample[]): number {
  return samples.length === 0
    ? ALWAYS_FINE_MB
    : Math.max(ALWAYS_FINE_MB, FINE_SHARE * mean(samples.map(({ heapMb }) => heapMb)))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}
