/** Fields of values that came out of a file: looked at, never trusted. */
import { type Place, problemIn } from './problem.ts'

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(fields: Fields, name: string, place: Place): string {
  const value = fields[name]
  if (typeof value !== 'string') throw problemIn(place, name, `expected a text, got ${shown(value)}`)
  return value
}

/** A whole number of at least 0. */
export function countOf(fields: Fields, name: string, place: Place): number {
  const value = fields[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw problemIn(place, name, `expected a whole number, got ${shown(value)}`)
  }
  return value
}

export function numberOf(fields: Fields, name: string, place: Place): number {
  const value = fields[name]
  if (typeof value !== 'number') throw problemIn(place, name, `expected a number, got ${shown(value)}`)
  return value
}

export function fieldsOf(fields: Fields, name: string, place: Place): Fields {
  const value = fields[name]
  if (!isFields(value)) throw problemIn(place, name, `expected an object, got ${shown(value)}`)
  return value
}

export function wordOf<Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
  place: Place,
): Word {
  const value = fields[name]
  const found = words.find((word) => word === value)
  if (found === undefined)
    throw problemIn(place, name, `expected one of ${words.join(', ')}, got ${shown(value)}`)
  return found
}

export function shown(value: unknown): string {
  const text = jsonOf(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing'
  } catch {
    // `JSON.parse` reads deeper ones than `JSON.stringify` can say.
    return 'something deeply nested'
  }
}
