/** Options are checked at the door: one clear error that names the option, before anything has started. */
import { OptionError } from '../transport/transport.ts'

/** The longest duration any option takes: 2^31 ms, about 24.8 days. */
const LONGEST_MS = 2 ** 31

/** @throws OptionError when `options` is no object or has a key that is not in `known`. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError(name, `expected an object, got ${String(options)}`)
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new OptionError(`${name}.${key}`, `no such option; there are ${known.join(', ')}`)
    }
  }
}

export function numberOption(name: string, value: number, lowest: number, highest: number): number {
  if (typeof value !== 'number' || !(value >= lowest && value <= highest)) {
    throw new OptionError(name, `expected a number from ${lowest} to ${highest}, got ${String(value)}`)
  }
  return value
}

export function integerOption(name: string, value: number, lowest: number, highest: number): number {
  if (!Number.isInteger(value) || value < lowest || value > highest) {
    throw new OptionError(name, `expected a whole number from ${lowest} to ${highest}, got ${String(value)}`)
  }
  return value
}

/** A duration in ms. */
export function millisOption(name: string, value: number, lowest: number): number {
  if (typeof value !== 'number' || !(value >= lowest && value <= LONGEST_MS)) {
    throw new OptionError(name, `expected milliseconds from ${lowest} to ${LONGEST_MS}, got ${String(value)}`)
  }
  return value
}

/** A duration in ms, or `false` for "no such deadline", which is answered as Infinity. */
export function deadlineOption(name: string, value: number | false): number {
  return value === false ? Number.POSITIVE_INFINITY : millisOption(name, value, 1)
}

export function flagOption(name: string, value: boolean): boolean {
  if (typeof value !== 'boolean') {
    throw new OptionError(name, `expected true or false, got ${String(value)}`)
  }
  return value
}

/** @throws OptionError when a hook is given that cannot be called. */
export function hookOption<T>(name: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') {
    throw new OptionError(name, `expected a function, got ${String(value)}`)
  }
  return value
}
