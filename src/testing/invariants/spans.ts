/** Spans of time in which somebody did not run, or did not read. */

export interface Span {
  /** When it begins, in ms of the clock. */
  readonly from: number
  /** When it ends, in ms of the clock. */
  readonly to: number
}

/** How much of `span` is covered by others, which may overlap. */
export function covered(span: Span, others: readonly Span[]): number {
  let sum = 0
  let upTo = span.from
  for (const { from, to } of [...others].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(from, upTo)
    const end = Math.min(to, span.to)
    if (end > begin) {
      sum += end - begin
      upTo = end
    }
  }
  return sum
}

/** What ended longer ago than any bound reaches back is forgotten: an hour. */
const KEPT_MS = 3_600_000
/** So many are kept before somebody looks for those. */
const ROOM = 256

/** Spans, oldest first by their ends; the last one may still go on. */
export class Spans {
  #spans: Span[] = []

  /** From `from` on, until {@link end}. */
  begin(from: number): void {
    this.add({ from, to: Number.POSITIVE_INFINITY })
  }

  /** The one that goes on ends. */
  end(to: number): void {
    const { from } = this.#spans.pop() ?? { from: to }
    this.add({ from, to })
  }

  add(span: Span): void {
    if (this.#spans.length >= ROOM) this.#spans = this.#spans.filter(({ to }) => to > span.from - KEPT_MS)
    this.#spans.push(span)
  }

  /** Those that are not over by `since`, and have begun by `now`. */
  within(since: number, now: number): readonly Span[] {
    return this.#spans.filter(({ from, to }) => to > since && from <= now)
  }
}
