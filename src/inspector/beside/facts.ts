/** Facts, as short as a line may be: names, endpoints and metadata are written by anybody. */
import type { BesideFact } from '../wire.ts'

/** In characters. */
const LONGEST = 200

export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** What is null is not told. */
export function fact(label: string, value: string | number | null): readonly BesideFact[] {
  return value === null ? [] : [{ label: cut(label), value: cut(String(value)) }]
}

/** A moment, in ms since the epoch; to the millisecond, or what is reckoned would differ each time. */
export function moment(label: string, at: number | null): readonly BesideFact[] {
  return at === null || !Number.isFinite(at) ? [] : [{ label, at: Math.round(at) }]
}
