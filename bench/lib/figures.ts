/** From what was measured to what is said: medians over rounds, and ratios to the peers of the same round. */

/** What one run of one subject measured, by metric. */
export type Measured = Readonly<Record<string, number>>

/** One line of `--json`. */
export interface Figure {
  readonly bench: string
  readonly n: number
  readonly metric: string
  readonly subject: string
  /** Infinity for what never happened; `--json` says null then. */
  readonly value: number
  /** The subject's value over each peer's: the median of the ratios within a round. */
  readonly ratio: Readonly<Record<string, number>>
}

/** How a metric is made of several rounds, and whether a ratio of it says anything. */
export interface Metric {
  readonly name: string
  /** For people, with the unit. */
  readonly label: string
  /** `median` of the rounds; `sum` for what must never happen, so that no round is forgotten; `max` for bounds. */
  readonly over: 'median' | 'sum' | 'max'
  readonly compares: boolean
  /** What people read in place of an infinite value. Default `never`. */
  readonly never?: string
}

/** The rounds of one bench at one size: in each, every subject once. */
export interface Rounds {
  readonly bench: string
  readonly n: number
  readonly metrics: readonly Metric[]
  /** In the order of the table's columns. */
  readonly subjects: readonly string[]
  /** Those that the others are compared with. */
  readonly peers: readonly string[]
  /** Those it is about: people are shown their ratios. */
  readonly ours: readonly string[]
  readonly rounds: readonly Readonly<Record<string, Measured>>[]
}

/** @throws RangeError for no values at all. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('a median of nothing')
  return (lower + upper) / 2
}

const OVER: Readonly<Record<Metric['over'], (values: readonly number[]) => number>> = {
  median,
  sum: (values) => values.reduce((sum, one) => sum + one, 0),
  max: (values) => Math.max(...values),
}

/** Metric by metric, subject by subject; a metric that a subject did not measure has no figure. */
export function figuresOf(all: Rounds): Figure[] {
  return all.metrics.flatMap((metric) =>
    all.subjects.flatMap((subject) => {
      const values = all.rounds.flatMap((round) => round[subject]?.[metric.name] ?? [])
      if (values.length === 0) return []
      return [
        {
          bench: all.bench,
          n: all.n,
          metric: metric.name,
          subject,
          value: rounded(OVER[metric.over](values)),
          ratio: metric.compares ? ratiosOf(all, metric.name, subject) : {},
        },
      ]
    }),
  )
}

function ratiosOf({ rounds, peers }: Rounds, metric: string, subject: string): Record<string, number> {
  const ratios: Record<string, number> = {}
  for (const peer of peers) {
    if (peer === subject) continue
    const each = rounds.flatMap((round) => {
      const ours = round[subject]?.[metric]
      const theirs = round[peer]?.[metric]
      return ours === undefined || theirs === undefined || theirs <= 0 ? [] : [ours / theirs]
    })
    if (each.length > 0) ratios[peer] = rounded(median(each))
  }
  return ratios
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
