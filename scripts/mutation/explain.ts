/** Which survivors have a reason, and which reasons have no survivor. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Judged } from './mutate.ts'
import type { Explained } from './reasons.ts'

export interface Survivor {
  /** From the root of the project. */
  readonly file: string
  /** `file:line:column`, from 1. */
  readonly at: string
  /** What was there, of several lines the first. */
  readonly code: string
  readonly becomes: string
}

/** What no test noticed, and what no test goes to. */
export function survivorsOf(mutants: readonly Judged[], root: string): readonly Survivor[] {
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ fileName, location: { start, end }, replacement = '' }) => {
      const file = relative(root, fileName).replaceAll('\\', '/')
      const line = readFileSync(fileName, 'utf8').split('\n')[start.line - 1] ?? ''
      const code = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined)
      return {
        file,
        at: `${file}:${start.line}:${start.column}`,
        code: code.trim(),
        becomes: replacement.replace(/\s+/g, ' '),
      }
    })
}

/**
 * Words for people, taken away. Errors are told apart by `option` and `kind`, which tests hold; their sentences are pinned
 * where they say what to do, and not all of them.
 */
export function isProse({ code, becomes }: Survivor): boolean {
  return /^(['"`]).* .*\1$/.test(code) && (becomes === '""' || becomes === '``')
}

/** Survivors without a reason; and reasons of `files`, those that were mutated, that no survivor needs. */
export function explain(
  survivors: readonly Survivor[],
  explained: readonly Explained[],
  files: ReadonlySet<string>,
): { readonly open: readonly Survivor[]; readonly stale: readonly Explained[] } {
  return {
    open: survivors.filter(
      (survivor) => !isProse(survivor) && !explained.some((reason) => isAbout(reason, survivor)),
    ),
    stale: explained.filter(
      (reason) => files.has(reason.file) && !survivors.some((survivor) => isAbout(reason, survivor)),
    ),
  }
}

function isAbout(reason: Explained, survivor: Survivor): boolean {
  return reason.file === survivor.file && reason.code === survivor.code && reason.becomes === survivor.becomes
}
