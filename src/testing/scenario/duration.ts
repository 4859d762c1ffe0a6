/** Durations as people write them. */
import { OptionError } from '../../transport/cause.ts'

/** Milliseconds, or words: `250ms`, `5s`, `1.5m`, `2h`; with or without a space. */
export type Duration = number | string

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

/**
 * @param name of what it is, for errors.
 * @throws OptionError naming `name` when it is neither a number of at least 0 nor such words.
 */
export function millis(name: string, duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : read(duration)
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms
  throw new OptionError(
    name,
    `expected milliseconds or a duration such as 250ms, 5s, 2m or 1h, got ${JSON.stringify(duration)}`,
  )
}

function read(text: unknown): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?(ms|s|min|m|h)$/.exec(String(text)) ?? []
  return Number(amount ?? Number.NaN) * (UNITS[unit] ?? Number.NaN)
}

/** For people: `250 ms`, `1.5 s`, `2 min`, `1 h`; minutes and hours where they are whole. */
export function inWords(ms: number): string {
  for (const [word, unitMs] of WHOLE) if (ms !== 0 && ms % unitMs === 0) return `${ms / unitMs} ${word}`
  return Math.abs(ms) < 1_000 ? `${ms} ms` : `${Number((ms / 1_000).toFixed(6))} s`
}

const WHOLE: readonly (readonly [word: string, ms: number])[] = [
  ['h', 3_600_000],
  ['min', 60_000],
]
