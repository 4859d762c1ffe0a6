/** The suites that planted bugs are tried against, all of them in virtual time. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutant } from '../../test/mutants/mutant.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type SuiteName = 'unit' | 'model' | 'commands' | 'supervision' | 'simulation'

export interface Suite {
  readonly name: SuiteName
  /** What it is, for the page. */
  readonly what: string
  /** Its test files for one mutant, from the root of the repository, in the order in which they run. */
  files(mutant: Pick<Mutant, 'file'>): readonly string[]
}

/** Of files that are kept for what they do in memory: tests of real sockets and processes would only cost time. */
export const LEFT_OUT = /on loopback/

export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    what: 'the test that mirrors the file with the bug',
    files: ({ file }) => [file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')],
  },
  {
    name: 'model',
    what: 'walks over every arrow of the specification models, and the scenes beside them',
    files: () => inModel('connection', 'stale', 'doubt', 'determinism', 'storm', 'lives'),
  },
  {
    name: 'commands',
    what: 'random sequences by fast-check: connections, supervisors, detectors, rotations, identities',
    files: () => inModel('commands', 'supervision', 'identities', 'slow-children', 'rotation', 'invariants'),
  },
  {
    name: 'supervision',
    what: 'the tables of what supervisors do: strategies, limits, order, escalation',
    files: () => testsIn('test/supervision'),
  },
  {
    name: 'simulation',
    what: 'simulated worlds with every invariant checked at each step',
    files: () => testsIn('test/testing/simulation'),
  },
]

function inModel(...names: readonly string[]): readonly string[] {
  return names.map((name) => `test/model/${name}.test.ts`)
}

/** All below it; empty where there is no such folder. */
function testsIn(folder: string): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => `${folder}/${file}`)
}
