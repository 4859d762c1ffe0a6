/** A call through a breaker: what is asked, and what comes of it. */
import type { Fallback, Instead } from './fallback.ts'
import type { Verdict } from './options.ts'

/** Leave to make one call. Say what has come of it: a half-open breaker waits for that. */
export interface Pass {
  /** Whether it is a probe: the breaker is half-open. */
  readonly isProbe: boolean
  /** What has come of it, and what it failed by. Only the first word counts, and only in the time it was given in. */
  settle(verdict: Verdict, error?: unknown): void
}

/** What a caller got, and from where. */
export type Answer<T> = { readonly value: T; readonly from: 'call'; readonly ageMs: null } | Instead<T>

/** What holds for one call. */
export interface CallOptions<T> {
  /** What is given when the call fails or is not made. Default: the error. */
  readonly fallback?: Fallback<T>
  /** Which question it is, for fallbacks that remember answers. Default the empty text: all are one question. */
  readonly key?: string
}
