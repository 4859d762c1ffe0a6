/** Reads of fields that all parts of a simulation's file have. */
import { type Fields, refuseAt } from '../scenario/fields.ts'

export const LONGEST_MS = 2 ** 31

export function listOf<T>(fields: Fields, name: string, each: (value: unknown, path: string) => T): T[] {
  return fields.list(name).map((value, n) => each(value, `${fields.at(name)}[${n}]`))
}

export function orNull<T>(fields: Fields, name: string, read: (value: unknown, path: string) => T): T | null {
  const value = fields.get(name)
  return value === null ? null : read(value, fields.at(name))
}

export function choice<T extends string>(fields: Fields, name: string, known: readonly T[]): T {
  const value = fields.get(name)
  return known.find((one) => one === value) ?? refuseAt(fields.at(name), `one of ${known.join(', ')}`, value)
}

export function whole(fields: Fields, name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  const value = fields.number(name, least, most)
  return Number.isInteger(value) ? value : refuseAt(fields.at(name), 'a whole number', value)
}
