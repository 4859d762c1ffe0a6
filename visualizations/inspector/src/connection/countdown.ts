/** Deadlines, in words that count down. */
import type { Deadline } from '../../../../src/inspector/wire.ts'

export interface Countdown {
  readonly of: Deadline['of']
  readonly at: number
  /** What happens then. */
  readonly what: string
  /** `0.4 s`; `now` once it is over. */
  readonly left: string
  /** From 1 to 0: how much of the time is left, where its length is known; else null. */
  readonly share: number | null
}

const WHAT: Readonly<Record<Deadline['of'], string>> = {
  beat: 'a beat goes out',
  miss: 'a miss is counted',
  verdict: 'dead, unless it is heard',
  retry: 'dials again',
  stable: 'the link counts as stable',
  stale: 'its data counts as stale',
  connect: 'connecting is given up',
  close: 'the link is cut off',
  age: 'the link is too old',
}

/** Those that decide first; the others by time would jump about. */
const ORDER: readonly Deadline['of'][] = [
  'verdict',
  'miss',
  'beat',
  'retry',
  'connect',
  'close',
  'stable',
  'stale',
  'age',
]

/** @param begun when each of the deadlines was first seen, by {@link keyOf}. */
export function countdowns(
  deadlines: readonly Deadline[],
  now: number,
  begun: ReadonlyMap<string, number>,
): Countdown[] {
  return deadlines
    .filter(({ of, at }) => WHAT[of] !== undefined && Number.isFinite(at))
    .toSorted((a, b) => ORDER.indexOf(a.of) - ORDER.indexOf(b.of))
    .map((deadline) => {
      const { of, at } = deadline
      const first = begun.get(keyOf(deadline))
      const whole = first === undefined ? 0 : at - first
      const share = whole > 0 ? Math.min(1, Math.max(0, (at - now) / whole)) : null
      return { of, at, what: WHAT[of], left: leftInWords(at - now), share }
    })
}

/** The same for one deadline while it runs, though a clock may be corrected by a few ms meanwhile. */
export function keyOf({ of, at }: Deadline): string {
  return `${of}:${Math.round(at / GRAIN_MS)}`
}

const GRAIN_MS = 20

/** `12.4 s`, `3 min 04 s`: the same number of letters while it runs, so that nothing jumps. */
export function leftInWords(ms: number): string {
  if (ms <= 0) return 'now'
  if (ms < 60_000) return `${(Math.ceil(ms / 100) / 10).toFixed(1)} s`
  const seconds = Math.ceil(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  const minutes = Math.ceil(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
