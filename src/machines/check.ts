/** Options are checked at the door: one clear error that names the option, before anything has started. */
import { OptionError } from '../transport/transport.ts'
import { NEVER } from './never.ts'

/** The longest duration any option takes: 2^31 ms, about 24.8 days. */
const LONGEST_MS = 2 ** 31

/** Refuses a value: what was expected, and what came. */
export function refuse(name: string, expected: string, got: unknown): never {
  throw new OptionError(name, `expected ${expected}, got ${String(got)}`)
}

/** @throws OptionError when `options` is no object or has a key that is not in `known`. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) refuse(name, 'an object', options)
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new OptionError(`${name}.${key}`, `no such option; there are ${known.join(', ')}`)
    }
  }
}

export function numberOption(name: string, value: number, lowest: number, highest: number): number {
  return inRange(name, value, lowest, highest, 'a number')
}

export function integerOption(name: string, value: number, lowest: number, highest: number): number {
  return inRange(name, value, lowest, highest, 'a whole number', Number.isInteger(value))
}

/** A duration in ms. */
export function millisOption(name: string, value: number, lowest: number): number {
  return inRange(name, value, lowest, LONGEST_MS, 'milliseconds')
}

/** A duration in ms, or `false` for "no such deadline", which is answered as Infinity. */
export function deadlineOption(name: string, value: number | false): number {
  return value === false ? NEVER : millisOption(name, value, 1)
}

export function flagOption(name: string, value: boolean): boolean {
  return typeof value === 'boolean' ? value : refuse(name, 'true or false', value)
}

/** One of a few words. */
export function choiceOption<T extends string>(name: string, value: T, known: readonly T[]): T {
  return known.includes(value) ? value : refuse(name, `one of ${known.join(', ')}`, value)
}

/** @throws OptionError when a hook is given that cannot be called. */
export function hookOption<T>(name: string, value: T | undefined): T | undefined {
  return value === undefined || typeof value === 'function' ? value : refuse(name, 'a function', value)
}

export function nameOption(name: string, value: string): string {
  return typeof value === 'string' && value !== '' ? value : refuse(name, 'a name', value)
}

/** Whatever has these methods. What came instead is not shown: an address may have a token in it. */
export function ableOption<T extends object>(name: string, value: T, ...methods: (keyof T & string)[]): T {
  if (methods.every((method) => typeof value?.[method] === 'function')) return value
  throw new OptionError(name, `expected an object with ${methods.join(', ')}`)
}

function inRange(
  name: string,
  value: number,
  lowest: number,
  highest: number,
  what: string,
  isOne = typeof value === 'number',
): number {
  const isIn = isOne && value >= lowest && value <= highest
  return isIn ? value : refuse(name, `${what} from ${lowest} to ${highest}`, value)
}
