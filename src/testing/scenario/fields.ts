/** Reads plain data from outside field by field; every complaint names the place, as in `steps[3].inflict.ms`. */
import { OptionError } from '../../transport/cause.ts'

export class Fields {
  readonly #path: string
  readonly #values: ReadonlyMap<string, unknown>

  /**
   * @param path where it stands; empty for the whole.
   * @param known all fields there may be.
   * @throws OptionError when `value` is no plain object, or has a field that is not known.
   */
  constructor(value: unknown, path: string, known: readonly string[]) {
    this.#path = path
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuseAt(path === '' ? 'scenario' : path, 'an object', value)
    }
    this.#values = new Map(Object.entries(value))
    for (const name of this.#values.keys()) {
      if (!known.includes(name)) {
        throw new OptionError(this.at(name), `no such field; there are ${known.join(', ')}`)
      }
    }
  }

  /** The place of a field. */
  at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  /** Whether it is there; `undefined`, which JSON does not have, is taken for not being there. */
  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  get(name: string): unknown {
    return this.#values.get(name)
  }

  /** A finite number of at least `least`, at most `most`. */
  number(name: string, least: number, most = Number.MAX_VALUE): number {
    return numberAt(this.get(name), this.at(name), least, most)
  }

  /** A text that is not empty. */
  text(name: string): string {
    return textAt(this.get(name), this.at(name))
  }

  /** True or false; false when it is not there. */
  flag(name: string): boolean {
    const value = this.get(name) ?? false
    return typeof value === 'boolean' ? value : refuseAt(this.at(name), 'true or false', value)
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name)
    return Array.isArray(value) ? value : refuseAt(this.at(name), 'a list', value)
  }
}

export function numberAt(value: unknown, path: string, least: number, most = Number.MAX_VALUE): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  return refuseAt(path, `a number${rangeOf(least, most)}`, value)
}

export function textAt(value: unknown, path: string): string {
  return typeof value === 'string' && value !== '' ? value : refuseAt(path, 'a text', value)
}

/** What was expected there, and what came; of what is no word or number only what kind of thing it is. */
export function refuseAt(path: string, expected: string, value: unknown): never {
  throw new OptionError(path, `expected ${expected}, got ${shown(value)}`)
}

const LONGEST_SHOWN = 60

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' || typeof value === 'function')
    return `a${typeof value === 'object' ? 'n object' : ' function'}`
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

function rangeOf(least: number, most: number): string {
  const isOpen = most === Number.MAX_VALUE
  if (least === -Number.MAX_VALUE) return isOpen ? '' : ` of at most ${most}`
  return isOpen ? ` of at least ${least}` : ` from ${least} to ${most}`
}
