/** How long to wait before dialling again: pure arithmetic over an attempt number and a random draw. */
import type { Random } from '../clock/random.ts'
import { checkOptions, choiceOption, integerOption, millisOption, numberOption, refuse } from './check.ts'
import { NEVER } from './never.ts'

/**
 * How chance spreads the delays (the names and formulas are those of Marc Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015). With `ceiling = min(maxMs, firstMs × factor^(attempt − 1))`:
 * - `none`: exactly the ceiling;
 * - `full`: anywhere from 0 to the ceiling;
 * - `equal`: half the ceiling, plus anywhere from 0 to the other half;
 * - `decorrelated`: anywhere from firstMs to three times the delay before, at most maxMs.
 */
export type Jitter = 'none' | 'full' | 'equal' | 'decorrelated'

/** The delays between dials, and when to give up. */
export interface BackoffOptions {
  /** The delay's ceiling after the first failure, in ms. Default 1000; from 1 to 2^31. */
  readonly firstMs?: number
  /** What the ceiling is multiplied by from one attempt to the next. Default 2; from 1 to 100. */
  readonly factor?: number
  /** No delay is longer, in ms. Default 60 000; at least `firstMs`. */
  readonly maxMs?: number
  /** Default `full`: a thousand clients of one dead server come back spread out. */
  readonly jitter?: Jitter
  /** Dials in a row before giving up (the connection ends `failed`). Default unlimited (`Infinity`); at least 1. */
  readonly attempts?: number
  /**
   * How long a link must stay alive, counted from its first inbound bytes, before attempts start over, in ms.
   * Default 5000. Too short, and a server that accepts and drops is hammered.
   */
  readonly stableMs?: number
}

export type Backoff = Readonly<Required<BackoffOptions>>

const JITTERS: readonly Jitter[] = ['none', 'full', 'equal', 'decorrelated']

/**
 * @param name what the options are called, for the error.
 * @throws OptionError naming the option that cannot be used.
 */
export function backoffOf(options: BackoffOptions = {}, name = 'backoff'): Backoff {
  checkOptions(name, options, ['firstMs', 'factor', 'maxMs', 'jitter', 'attempts', 'stableMs'])
  const firstMs = millisOption(`${name}.firstMs`, options.firstMs ?? 1_000, 1)
  const maxMs = millisOption(`${name}.maxMs`, options.maxMs ?? Math.max(60_000, firstMs), 1)
  if (maxMs < firstMs) {
    refuse(`${name}.maxMs`, `at least ${name}.firstMs (${firstMs} ms)`, maxMs)
  }
  const attempts = options.attempts ?? NEVER
  return Object.freeze({
    firstMs,
    factor: numberOption(`${name}.factor`, options.factor ?? 2, 1, 100),
    maxMs,
    jitter: choiceOption(`${name}.jitter`, options.jitter ?? 'full', JITTERS),
    attempts:
      attempts === NEVER ? attempts : integerOption(`${name}.attempts`, attempts, 1, Number.MAX_SAFE_INTEGER),
    stableMs: millisOption(`${name}.stableMs`, options.stableMs ?? 5_000, 0),
  })
}

/** The longest the delay of this attempt (counted from 1) can be, in ms; for `decorrelated` that is `maxMs`, always. */
export function ceilingMs(backoff: Backoff, attempt: number): number {
  if (backoff.jitter === 'decorrelated') return backoff.maxMs
  // Beyond about 1000 doublings the power is Infinity, and the cap still holds.
  return Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1))
}

/**
 * The delay before the next dial, in whole ms.
 *
 * @param attempt the failed attempts so far, counted from 1.
 * @param previousMs the delay drawn the time before (0 at first); only `decorrelated` looks at it.
 */
export function delayMs(backoff: Backoff, attempt: number, previousMs: number, random: Random): number {
  const ceiling = ceilingMs(backoff, attempt)
  switch (backoff.jitter) {
    case 'none':
      return Math.floor(ceiling)
    case 'full':
      return Math.floor(random() * ceiling)
    case 'equal':
      return Math.floor(ceiling / 2 + (random() * ceiling) / 2)
    case 'decorrelated': {
      const highest = Math.max(backoff.firstMs, previousMs * 3)
      return Math.floor(Math.min(backoff.maxMs, backoff.firstMs + random() * (highest - backoff.firstMs)))
    }
  }
}
