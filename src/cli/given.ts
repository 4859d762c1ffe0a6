/** What was typed for one command: its arguments, and the text of each option, or its default's. */

/** Makes a value of the text of an option. @throws UsageError naming `option`. */
export type Parse<T> = (option: string, text: string) => T

/** One option as it came: a flag's `true`, a text, or all texts of one that may be repeated. */
export type GivenValue = true | string | readonly string[]

export class Given {
  readonly args: readonly string[]
  readonly #explicit: ReadonlyMap<string, GivenValue>
  readonly #defaults: ReadonlyMap<string, string>

  /** Both maps by the option as it is typed: `--every`. */
  constructor(
    args: readonly string[],
    explicit: ReadonlyMap<string, GivenValue>,
    defaults: ReadonlyMap<string, string>,
  ) {
    this.args = args
    this.#explicit = explicit
    this.#defaults = defaults
  }

  /** Whether it was typed; a default was not. */
  has(option: string): boolean {
    return this.#explicit.has(option)
  }

  /** Every text that was typed for it, in order. */
  all(option: string): readonly string[] {
    const value = this.#explicit.get(option)
    if (value === undefined || value === true) return []
    return typeof value === 'string' ? [value] : value
  }

  /** The value of an option that has a default. */
  read<T>(option: string, parse: Parse<T>): T {
    const text = this.all(option).at(-1) ?? this.#defaults.get(option)
    if (text === undefined) throw new Error(`${option} has neither a value nor a default`)
    return parse(option, text)
  }

  /** The value of an option that was typed; undefined when it was not. */
  maybe<T>(option: string, parse: Parse<T>): T | undefined {
    const text = this.all(option).at(-1)
    return text === undefined ? undefined : parse(option, text)
  }
}
