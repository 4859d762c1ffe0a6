/** What is known of several endpoints, by all connections that share them: which are down, and for how long that is believed. */
import type { Transport } from '../transport.ts'

export interface GuideOptions {
  readonly failedAfter: number
  readonly failedForMs: number
  readonly backAfterMs: number | false
}

interface Known {
  /** Dials in a row that failed. */
  failures: number
  /** Passed over until then. */
  downUntil: number
}

/** Long before any clock began. */
const LONG_AGO = Number.NEGATIVE_INFINITY

export class Guide {
  readonly transports: readonly [Transport, ...Transport[]]
  readonly backAfterMs: number | false
  readonly #failedAfter: number
  readonly #failedForMs: number
  readonly #known: readonly Known[]

  constructor(transports: readonly [Transport, ...Transport[]], options: GuideOptions) {
    this.transports = transports
    this.backAfterMs = options.backAfterMs
    this.#failedAfter = options.failedAfter
    this.#failedForMs = options.failedForMs
    this.#known = transports.map(() => ({ failures: 0, downUntil: LONG_AGO }))
  }

  at(index: number): Transport {
    return this.transports[index] ?? this.transports[0]
  }

  /** The first that is not known to be down; if all are, the one that will have been passed over long enough first. */
  best(now: number): number {
    let best = 0
    for (const [index, { downUntil }] of this.#known.entries()) {
      if (downUntil <= now) return index
      if (downUntil < (this.#known[best]?.downUntil ?? downUntil)) best = index
    }
    return best
  }

  /** A link was heard: it is up. */
  passed(index: number): void {
    const known = this.#known[index]
    if (known === undefined) return
    known.failures = 0
    known.downUntil = LONG_AGO
  }

  failed(index: number, now: number): void {
    const known = this.#known[index]
    if (known === undefined) return
    known.failures += 1
    if (known.failures >= this.#failedAfter) known.downUntil = now + this.#failedForMs
  }

  /** Somebody knows that it is about to go away. */
  avoid(endpoint: string, now: number): void {
    for (const [index, known] of this.#known.entries()) {
      if (this.at(index).endpoint === endpoint) known.downUntil = now + this.#failedForMs
    }
  }
}
