/** The planted bugs as data: each still has its place in the sources, and changes one line of it. */
import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { INVARIANTS } from '../../src/testing/invariants/invariants.ts'
import { MUTANTS } from './index.ts'
import { HARMLESS, type Mutant, planted } from './mutant.ts'

const ALL = [...MUTANTS, HARMLESS]

function sourceOf({ file }: Mutant): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
}

describe.each(ALL.map((mutant) => [mutant.name, mutant] as const))('The planted bug %s', (_, mutant) => {
  test('still has exactly one place in the sources', () => {
    expect(planted(mutant, sourceOf(mutant))).not.toBe(sourceOf(mutant))
  })

  test('changes one line, to one that still compiles', () => {
    const before = mutant.before.split('\n')
    const after = mutant.after.split('\n')
    expect(after).toHaveLength(before.length)
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(1)
    const { diagnostics } = ts.transpileModule(planted(mutant, sourceOf(mutant)), { reportDiagnostics: true })
    expect(diagnostics).toEqual([])
  })
})

test('There are thirty planted bugs at the least, and no two of one name', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(30)
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length)
  for (const { name } of ALL) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

test('They break every invariant whose part exists', () => {
  const broken = new Set(MUTANTS.map(({ breaks }) => breaks))
  const missing = INVARIANTS.filter(({ number, exists }) => exists && !broken.has(number))
  expect(missing).toEqual([])
})

test('A patch whose text is gone, or stands there twice, is refused by its name', () => {
  const patch = { name: 'it', file: 'a.ts', before: 'first', after: 'second' }
  expect(() => planted(patch, 'another')).toThrow('mutant it is stale: its text stands in a.ts 0 times')
  expect(() => planted(patch, 'first, first')).toThrow('2 times')
  expect(planted(patch, 'first, last')).toBe('second, last')
})
