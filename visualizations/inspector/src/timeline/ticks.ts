/** The axis: round times on the wall. */
import { clock } from '../ui/words.ts'
import { type View, widthOf } from './scale.ts'

export interface Tick {
  readonly at: number
  readonly text: string
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const STEPS: readonly number[] = [
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
  ...[1, 2, 4, 6, 12].map((h) => h * HOUR),
]

/** Room that one word needs, in px. */
const ROOM_PX = 84

/** @param offsetMinutes how far this place is behind UTC, as `Date` tells it: round times are those on the wall. */
export function ticksOf(view: View, width: number, offsetMinutes: number): Tick[] {
  const most = Math.max(1, Math.floor(width / ROOM_PX))
  const step = STEPS.find((candidate) => widthOf(view) / candidate <= most) ?? 12 * HOUR
  const offset = offsetMinutes * MINUTE
  const ticks: Tick[] = []
  const first = Math.ceil((view.from - offset) / step) * step + offset
  for (let at = first; at <= view.to; at += step) ticks.push({ at, text: wordOf(at, step) })
  return ticks
}

function wordOf(at: number, step: number): string {
  return step < SECOND ? clock(at).slice(0, step < 100 ? undefined : -2) : clock(at, false)
}

/** How wide a view is, in words: `60 s`, `250 ms`, `5 min`. */
export function widthInWords(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < 2 * MINUTE) return `${rounded(ms / SECOND)} s`
  return ms < 2 * HOUR ? `${rounded(ms / MINUTE)} min` : `${rounded(ms / HOUR)} h`
}

function rounded(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value))
}
