/** Chance as an argument: jitter and simulations draw from a {@link Random} they are given. */

/** A source of numbers in [0, 1). */
export type Random = () => number

/** The platform's own source; not for secrets. */
export const systemRandom: Random = () => Math.random()

/**
 * A repeatable source: the same seed gives the same numbers on every platform.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's "Small Fast Counting" generator, part of PractRand), seeded by
 * running its counter form twelve rounds, as its author advises.
 *
 * @param seed any finite number or a string; strings are hashed by FNV-1a.
 * @throws RangeError when a numeric seed is not finite.
 */
export function seededRandom(seed: number | string): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new RangeError(`seed: expected a finite number or a string, got ${seed}`)
  }
  const text = String(seed)
  let a = fnv1a(text)
  let b = fnv1a(`${text}/b`)
  let c = fnv1a(`${text}/c`)
  let counter = 1
  const next: Random = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}
