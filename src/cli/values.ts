/** Option texts that are durations, sizes, counts or words of a list. */
import type { Parse } from './given.ts'
import { UsageError } from './usage.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `500ms`, `1.5s`, `2m`, `1h`, as milliseconds. */
export function duration(option: string, text: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  const unitMs = UNITS[unit]
  if (amount === undefined || unitMs === undefined) {
    throw new UsageError(option, `expected a duration such as 500ms, 5s, 2m or 1h, got ${quoted(text)}`)
  }
  return Number(amount) * unitMs
}

/** A duration, or `off` for "no such deadline". */
export function deadline(option: string, text: string): number | false {
  return text === 'off' ? false : duration(option, text)
}

/** `1s..60s`: the first delay and the longest one. */
export function delays(option: string, text: string): { readonly firstMs: number; readonly maxMs: number } {
  const [first, max, ...rest] = text.split('..')
  if (first === undefined || max === undefined || rest.length > 0) {
    throw new UsageError(option, `expected FIRST..MAX such as 1s..60s, got ${quoted(text)}`)
  }
  const [firstMs, maxMs] = [duration(option, first), duration(option, max)]
  if (maxMs < firstMs) throw new UsageError(option, `expected MAX to be at least FIRST, got ${quoted(text)}`)
  return { firstMs, maxMs }
}

/** A whole number. */
export function count(option: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new UsageError(option, `expected a whole number, got ${quoted(text)}`)
  }
  return Number(text)
}

/** A whole number, or `unlimited`. */
export function countOrUnlimited(option: string, text: string): number {
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : count(option, text)
}

const SIZES: Readonly<Record<string, number>> = { '': 1, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 }

/** `65536`, `64KiB`, `1MiB`, as bytes. */
export function size(option: string, text: string): number {
  const [, amount, unit] = /^(\d+)(|KiB|MiB|GiB)$/.exec(text) ?? []
  const factor = unit === undefined ? undefined : SIZES[unit]
  if (amount === undefined || factor === undefined) {
    throw new UsageError(option, `expected bytes such as 65536, 64KiB or 1MiB, got ${quoted(text)}`)
  }
  return Number(amount) * factor
}

/** One word of a list. */
export function oneOf<T extends string>(...words: readonly T[]): Parse<T> {
  return (option, text) => {
    const found = words.find((word) => word === text)
    if (found === undefined) {
      throw new UsageError(option, `expected one of ${words.join(', ')}, got ${quoted(text)}`)
    }
    return found
  }
}

/** The text as it is. */
export function plain(_option: string, text: string): string {
  return text
}

/** As it was typed, on one line whatever is in it. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}
