/**
 * How long calls over one connection take: a mean that forgets, in the manner of Finagle's "peak EWMA". A call that took
 * longer than the mean counts at once and in full; quicker ones bring it down as time passes. So whoever becomes slow is
 * noticed by the first slow call, and whoever was slow is tried again.
 */

/** After so long, a mean is down to about a third of what it was. */
const FORGETS_MS = 10_000

export class Latency {
  /** The mean, in ms, as of the latest call; null before the first one. */
  meanMs: number | null = null
  #notedAt = 0

  /** One call took so long. */
  note(tookMs: number, nowMs: number): void {
    const mean = this.at(nowMs)
    const weight = Math.exp((this.#notedAt - nowMs) / FORGETS_MS)
    this.meanMs = mean === null || tookMs > mean ? tookMs : mean * weight + tookMs * (1 - weight)
    this.#notedAt = nowMs
  }

  /** What is to be expected now; what was long ago means less. Null before the first call. */
  at(nowMs: number): number | null {
    if (this.meanMs === null) return null
    return this.meanMs * Math.exp((this.#notedAt - nowMs) / FORGETS_MS)
  }
}
