/**
 * A message as JSON, if it fits. A message that is small to send may be vast to say: a list that holds another one twice,
 * which holds another one twice; or one of four billion holes. `JSON.stringify` would work on them for hours, and nothing
 * can stop it; so the parts are counted first, and no further than they could fit.
 */
import { FramingError } from '../framing.ts'

/** Fields that are `undefined` cost work and say nothing: they may go beyond the limit as far as this. */
const MOST_UNSAID = 65_536

/** Deeper ones are circles, or what `JSON.stringify` itself breaks down at. */
const DEEPEST = 2_000

/**
 * @returns null where it may be longer than `most` bytes: one that is not may be all the same.
 * @throws FramingError for what JSON cannot say: circles, bigints, undefined itself.
 */
export function jsonText(message: unknown, most: number): string | null {
  const limit = most + MOST_UNSAID
  try {
    if (weightOf(message, limit, 0) > limit) return null
    const text: string | undefined = JSON.stringify(message)
    if (text !== undefined) return text
  } catch {
    // Told below.
  }
  throw new FramingError(`a message that JSON cannot say (${kindOf(message)})`)
}

/** What a message is, for people. */
export function kindOf(message: unknown): string {
  if (typeof message !== 'object' || message === null) return message === null ? 'null' : typeof message
  return Object.prototype.toString.call(message).slice('[object '.length, -1)
}

/**
 * Its parts, and the characters of its texts and names: it takes no fewer bytes to say them, but for {@link MOST_UNSAID}. No
 * further than to `limit`.
 */
function weightOf(value: unknown, limit: number, depth: number): number {
  if (typeof value === 'string') return 1 + value.length
  if (typeof value !== 'object' || value === null) return 1
  if (depth === DEEPEST) throw new RangeError('too deep')
  if (ArrayBuffer.isView(value)) return 1 + value.byteLength / BYTES_PER_ELEMENT
  // Holes are said, too.
  if (Array.isArray(value)) return Math.max(value.length, sumOf(Object.values(value), limit, depth))
  let names = 0
  for (const name of Object.keys(value)) names += name.length
  return names > limit ? names : names + sumOf(Object.values(value), limit - names, depth)
}

function sumOf(parts: readonly unknown[], limit: number, depth: number): number {
  let weight = 1
  for (const part of parts) {
    weight += weightOf(part, limit - weight, depth + 1)
    if (weight > limit) break
  }
  return weight
}

/** The largest there are; each takes more than one byte to say. */
const BYTES_PER_ELEMENT = 8
