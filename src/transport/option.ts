/** What transports and machines check alike at the door: one clear error that names the option. */
import { OptionError } from './cause.ts'

/** Refuses a value: what was expected, and what came. */
export function refuse(name: string, expected: string, got: unknown): never {
  throw new OptionError(
    name,
    `expected ${expected}, got ${typeof got === 'function' ? 'a function' : String(got)}`,
  )
}

/** @throws OptionError naming `name` when it is no object. What came is not shown: it may be a secret astray. */
export function checkObject(given: unknown, name: string): void {
  if (typeof given === 'object' && given !== null) return
  throw new OptionError(name, 'expected an object')
}

/**
 * @param path what comes before the name of one that is not known.
 * @throws OptionError naming the first option that is not in `known`, or `name` where there are none to look at.
 */
export function checkKnown(options: object, known: readonly string[], name = 'options', path = ''): void {
  checkObject(options, name)
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new OptionError(path + key, `no such option; there are ${known.join(', ')}`)
    }
  }
}

/** @throws OptionError when it is neither true nor false: others are taken now for one, now for the other. */
export function checkFlag(name: string, value: boolean): boolean {
  return typeof value === 'boolean' ? value : refuse(name, 'true or false', value)
}

export function checkInteger(name: string, value: number, lowest: number, highest: number): number {
  return checkRange(name, value, lowest, highest, 'a whole number', Number.isInteger(value))
}

/** @param what is expected, in words. */
export function checkRange(
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
