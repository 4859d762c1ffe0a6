/** Options are checked at the door: one clear error that names the option, before anything has started. */
import { checkKnown, checkRange, OptionError, refuse } from '../transport/transport.ts'
import { NEVER } from './never.ts'

export { checkFlag as flagOption, checkInteger as integerOption, refuse } from '../transport/transport.ts'

/** The longest duration any option takes: 2^31 ms, about 24.8 days. */
const LONGEST_MS = 2 ** 31

/** @throws OptionError when `options` is no object or has a key that is not in `known`. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  checkKnown(options, known, name, `${name}.`)
}

export function numberOption(name: string, value: number, lowest: number, highest: number): number {
  return checkRange(name, value, lowest, highest, 'a number')
}

/** A duration in ms. */
export function millisOption(name: string, value: number, lowest: number): number {
  return checkRange(name, value, lowest, LONGEST_MS, 'milliseconds')
}

/** A duration in ms, or `false` for "no such deadline", which is answered as Infinity. */
export function deadlineOption(name: string, value: number | false): number {
  return value === false ? NEVER : millisOption(name, value, 1)
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
