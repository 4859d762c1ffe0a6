/** The programs of docs/testing.md fit the types of the package, run, and say what the page says they do. */
import { describe, expect, test } from 'vitest'
import { INVARIANTS, scenarios } from '../../src/testing/index.ts'
import { blocks, codeIn, paper, root, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/testing.md')
const programs = blocks(page, 'ts')
const outputs = blocks(page, 'text')

const WITHIN_MS = 60_000

function programWith(word: string): string {
  const [program, ...others] = programs.filter((one) => one.includes(word))
  if (program === undefined || others.length > 0) throw new Error(`no single program has ${word}`)
  return program
}

describe('docs/testing.md', () => {
  test(
    'has programs that fit the types of the package',
    () => {
      const pieces = programs
        .filter((program) => !program.includes('./examples/'))
        .map((text, index) => [`testing-${index}`, text] as const)
      expect(pieces).toHaveLength(programs.length - 1)
      expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
    },
    WITHIN_MS,
  )

  test.concurrent(
    'begins with a cable that is pulled',
    async () => {
      expect((await said(programWith('plugIn'))).join('\n')).toBe(outputs[0]?.trimEnd())
    },
    WITHIN_MS,
  )

  test.concurrent(
    'shows scenarios as they read',
    async () => {
      expect((await said(programWith('describeScenario'))).join('\n')).toBe(outputs[1]?.trimEnd())
    },
    WITHIN_MS,
  )

  test.concurrent(
    'finds the bug of the chat, and shows what is left of the scenario',
    async () => {
      const program = programWith('withstands').replaceAll("'./examples/", `'${root}examples/`)
      const lines = (outputs[2] ?? '').split('\n')
      const failure: unknown = await said(program).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(Error)
      for (const line of lines.slice(0, 6)) expect(String(failure)).toContain(line)
    },
    WITHIN_MS,
  )

  test.concurrent(
    'watches our invariants',
    async () => {
      expect(await said(programWith('watchInvariants'))).toEqual([])
    },
    WITHIN_MS,
  )

  test.concurrent(
    'walks every arrow of a small machine',
    async () => {
      expect((await said(programWith('walkPaths'))).join('\n')).toBe(outputs[3]?.trimEnd())
    },
    WITHIN_MS,
  )

  test.concurrent(
    'resets a real socket',
    async () => {
      expect(await said(programWith('loopbackWorld'))).toEqual([
        'connecting',
        'alive',
        'dead (reset)',
        'backoff',
        'stopped',
      ])
    },
    WITHIN_MS,
  )

  test('names every ready scenario and every hardship', () => {
    for (const name of Object.keys(scenarios)) expect(page).toContain(`\`${name}\``)
    const [table] = tables(page)
    const kinds = (table?.rows ?? []).flatMap((row) => row.flatMap((cell) => codeIn(cell)))
    expect(kinds).toHaveLength(15)
    expect(INVARIANTS).toHaveLength(15)
  })
})
