/** What a planted bug is: one line of our own core made wrong, as data. */
import type { InvariantNumber } from '../../src/testing/invariants/invariants.ts'

export interface Mutant {
  /** What it is called on the command line; kebab-case, and nobody else's. */
  readonly name: string
  /** From the root of the repository. */
  readonly file: string
  /** What stands there, exactly once in the file: the line, with neighbours where it alone would not be unique. */
  readonly before: string
  /** The same with one line changed. */
  readonly after: string
  /** What goes wrong then, as its users would tell it. */
  readonly bug: string
  /** What must hold and does not: one of the fifteen, or, where none of them speaks of it, a promise of the documentation. */
  readonly breaks: InvariantNumber | string
  /** What the field complains of in other libraries that this stands for. */
  readonly complaint: string
}

/** For the control: no bug at all. Whatever "catches" it is broken itself. */
export const HARMLESS: Mutant = {
  name: 'harmless',
  file: 'src/machines/life.ts',
  before: 'countAttempt: ({ attempts }) => ({ attempts: attempts + 1 }),',
  after: 'countAttempt: ({ attempts }) => ({ attempts: 1 + attempts }),',
  bug: 'nothing: one is added from the other side',
  breaks: 'nothing',
  complaint: 'none',
}

/** @throws Error when the patch is stale: the text is not there, or in more than one place. */
export function planted(
  { name, file, before, after }: Pick<Mutant, 'name' | 'file' | 'before' | 'after'>,
  source: string,
): string {
  const [head, tail, ...more] = source.split(before)
  if (head === undefined || tail === undefined || more.length > 0) {
    throw new Error(
      `mutant ${name} is stale: its text stands in ${file} ${more.length + (tail === undefined ? 0 : 1)} times`,
    )
  }
  return head + after + tail
}
