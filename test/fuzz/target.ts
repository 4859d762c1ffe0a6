/** What is fuzzed: a parser of foreign bytes, a grammar of what it may meet, and what must hold whatever comes. */
import type { Draw } from './draw.ts'
import type { Case, Input } from './input.ts'

export interface Target {
  readonly name: string
  /** The sources it is about. */
  readonly of: string
  /** How many of a million inputs it gets, in thousands. */
  readonly share: number
  /** Nasty cases and old bugs: always tried, and mutated. */
  readonly corpus: readonly Case[]
  /** What the bytes are made of, for mutations. */
  readonly words: readonly string[]
  /** Bytes as an honest peer may send them, and the options they meet. */
  grammar(draw: Draw): Pick<Input, 'bytes' | 'knobs'>
  /** @throws when anything is not as it must be. */
  check(input: Input): void | Promise<void>
  /** Called once all inputs are through, to close what `check` has opened. */
  close?(): void
}

/** What must hold did not. */
class Broken extends Error {
  override readonly name = 'Broken'
}

/** @throws Broken, in these words, unless `holds`. */
export function must(holds: boolean, what: string | (() => string)): asserts holds {
  if (!holds) throw new Broken(typeof what === 'string' ? what : what())
}
