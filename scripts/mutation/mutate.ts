/** One run of stryker. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stryker } from '@stryker-mutator/core'
import { TESTS } from './tests.ts'

export interface Mutation {
  /** Paths from the root of the project; stryker's own ranges (`path:1:3-1:9`) as well. */
  readonly sources: readonly string[]
  /** Globs. */
  readonly tests: readonly string[]
  /** The file in which verdicts are kept: with it, only what a change may have touched is judged again. Null: none. */
  readonly remembered: string | null
  /** Judges all again, whatever is remembered. */
  readonly fresh: boolean
  /** How many mutants at a time. */
  readonly concurrency: number
}

/** A mutant with its verdict, as stryker reports it. */
export type Judged = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

export async function mutate({
  sources,
  tests,
  remembered,
  fresh,
  concurrency,
}: Mutation): Promise<readonly Judged[]> {
  // Stryker works on a copy: outside the project, where none of our tools comes across it.
  // Its own option for this takes mutants in what runs once, when a module is loaded, for mutants that can wait for a test.
  process.env[TESTS] = JSON.stringify(tests)
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-mutation-'))
  try {
    return await new Stryker({
      configFile: 'scripts/mutation/stryker.config.mjs',
      mutate: [...sources],
      concurrency,
      incremental: remembered !== null,
      ...(remembered === null ? {} : { incrementalFile: remembered }),
      force: fresh,
      tempDirName: folder,
    }).runMutationTest()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
