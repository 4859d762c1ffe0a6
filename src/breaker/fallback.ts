/** What callers get instead when a call fails or is not made: a policy, decided before anything goes wrong. */
import { type Clock, systemClock } from '../clock/clock.ts'
import { ableOption, checkOptions, integerOption, millisOption } from '../machines/check.ts'

/** What somebody gets instead of an answer. */
export interface Instead<T> {
  /** What they get. */
  readonly value: T
  /** Where it comes from. */
  readonly from: 'cache' | 'default'
  /** Of a value from the cache: how old it is, in ms. Else null. */
  readonly ageMs: number | null
}

/** What is given instead of an answer. Left out, callers get the error. */
export interface Fallback<T> {
  /** A call has succeeded, for what `key` names. */
  saw?(key: string, value: T): void
  /** What to give instead, or null: the error. */
  instead(key: string, error: unknown): Instead<T> | null
}

/** A default: the value, or what the function makes of the error. */
export function byDefault<T>(value: T | ((error: unknown) => T)): Fallback<T> {
  return {
    instead: (_, error) => ({ value: isMaker(value) ? value(error) : value, from: 'default', ageMs: null }),
  }
}

function isMaker<T>(value: T | ((error: unknown) => T)): value is (error: unknown) => T {
  return typeof value === 'function'
}

/** What of the past may be given. */
export interface CachedOptions<T> {
  /** Older answers are given to nobody, in ms; from 1. */
  readonly maxAgeMs: number
  /** Of so many keys the latest answer is kept; the one that was renewed longest ago goes. Default 1000; from 1 to 1 000 000. */
  readonly maxEntries?: number
  /** What is given where there is no answer, or none that is young enough. Default: the error. */
  readonly otherwise?: Fallback<T>
  /** Default that of the system. */
  readonly clock?: Clock
}

/**
 * The latest answer there was to the same question: calls with the same `key`. Answers are kept as they are, so they must
 * not be changed by whoever got them.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function cached<T>(options: CachedOptions<T>): Fallback<T> {
  checkOptions('cached', options, ['maxAgeMs', 'maxEntries', 'otherwise', 'clock'])
  const { otherwise } = options
  const maxAgeMs = millisOption('maxAgeMs', options.maxAgeMs, 1)
  const maxEntries = integerOption('maxEntries', options.maxEntries ?? 1_000, 1, 1_000_000)
  const clock = ableOption('clock', options.clock ?? systemClock, 'now')
  if (otherwise !== undefined) ableOption('otherwise', otherwise, 'instead')
  const answers = new Map<string, { readonly value: T; readonly at: number }>()
  return {
    saw(key, value) {
      otherwise?.saw?.(key, value)
      // A map keeps its order: the first one is the one renewed longest ago.
      answers.delete(key)
      answers.set(key, { value, at: clock.now() })
      for (const [oldest] of answers) {
        if (answers.size <= maxEntries) break
        answers.delete(oldest)
      }
    },
    instead(key, error) {
      const answer = answers.get(key)
      const ageMs = answer === undefined ? 0 : clock.now() - answer.at
      if (answer !== undefined && ageMs <= maxAgeMs) return { value: answer.value, from: 'cache', ageMs }
      answers.delete(key)
      return otherwise?.instead(key, error) ?? null
    },
  }
}
