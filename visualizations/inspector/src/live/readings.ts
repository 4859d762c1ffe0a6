/** The readings of those that are watched closely: ten minutes of each, the older ones thinned out. */
import type { Vitals } from '../../../../src/inspector/wire.ts'
import type { Reading } from '../state.ts'

const KEPT_MS = 10 * 60_000
/** So much of the past is kept as it came, ten times a second. */
const FINE_MS = 60_000
/** Of what is older, one in so many ms. */
const COARSE_MS = 500
/** Ids that nobody watches any more keep theirs, so many of them: people come back. */
const MOST_IDS = 128

/** Readings came: another map, in which only theirs are others. */
export function readingsWith(
  before: ReadonlyMap<string, readonly Reading[]>,
  at: number,
  vitals: readonly Vitals[],
): ReadonlyMap<string, readonly Reading[]> {
  const after = new Map(before)
  for (const one of vitals) {
    const list = after.get(one.id) ?? []
    // The latest ones stand last, so that the oldest are found first.
    after.delete(one.id)
    after.set(one.id, thinned([...list, { ...one, at }], at))
  }
  for (const id of after.keys()) {
    if (after.size <= MOST_IDS) break
    after.delete(id)
  }
  return after
}

/** Done in one go once a second or so, since a list is copied anyway. */
function thinned(list: readonly Reading[], now: number): readonly Reading[] {
  const [first] = list
  const latest = list.at(-1)
  if (first === undefined || latest === undefined) return list
  const isDue = now - first.at > KEPT_MS + 5_000 || list.length % 64 === 0
  if (!isDue) return list
  let kept = -Infinity
  return list.filter((reading) => {
    const ageMs = now - reading.at
    if (ageMs > KEPT_MS) return false
    if (ageMs > FINE_MS && reading.at - kept < COARSE_MS) return false
    kept = reading.at
    return true
  })
}
