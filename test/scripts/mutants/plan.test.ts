/** What is tried, in which order, and what is made of it; by trials that are told what to find. */
import { describe, expect, test } from 'vitest'
import { catchersOf, type PlanOptions, tryAll } from '../../../scripts/mutants/plan.ts'
import type { Suite } from '../../../scripts/mutants/suites.ts'
import { asJson, asPage, asText, uncaught } from '../../../scripts/mutants/table.ts'
import type { Verdict } from '../../../scripts/mutants/verdict.ts'
import { HARMLESS, type Mutant } from '../../mutants/mutant.ts'

const suite = (name: Suite['name'], ...files: string[]): Suite => ({ name, what: name, files: () => files })
const suites = [suite('unit', 'unit.test.ts'), suite('model', 'a.test.ts', 'b.test.ts'), suite('simulation')]
const mutant = (name: string): Mutant => ({ ...HARMLESS, name })
const GREEN: Verdict = { kind: 'survived', ms: 1_000, tests: 3 }
const CAUGHT: Verdict = { kind: 'caught', ms: 1_234, by: 'a test', why: 'expected' }
const HANG: Verdict = { kind: 'hang', ms: 30_000, by: 'the deadline', why: 'still running' }
const BROKEN: Verdict = { kind: 'broken', ms: 5, by: 'a file', why: 'x is not defined' }

/** Answers by the name of the bug and the first file. */
function run(
  found: Readonly<Record<string, Verdict>>,
  names: readonly string[],
  more: Partial<PlanOptions> = {},
) {
  const tried: string[] = []
  const deadlines: number[] = []
  const rows = tryAll({
    mutants: names.map(mutant),
    suites,
    jobs: 1,
    isShort: false,
    tell: () => {},
    attempt: async ({ mutant: planted, files }, deadlineMs) => {
      const key = `${planted?.name ?? 'none'} ${files[0]}`
      tried.push(key)
      deadlines.push(deadlineMs)
      return found[key] ?? GREEN
    },
    ...more,
  })
  return { rows, tried, deadlines }
}

describe('A run over planted bugs', () => {
  test('tries each suite without a bug first, and then each bug against each suite that has files for it', async () => {
    const { rows, tried } = run({}, ['one', 'two'])
    await rows
    const files = ['unit.test.ts', 'a.test.ts']
    expect(tried).toEqual(['none', 'one', 'two'].flatMap((name) => files.map((file) => `${name} ${file}`)))
  })

  test('gives a suite half a minute at the least before it is called a hang', async () => {
    const { rows, deadlines } = run({}, ['one'])
    await rows
    expect(deadlines.slice(2)).toEqual([30_000, 30_000])
  })

  test('keeps the order of the bugs, however many trials are under way', async () => {
    const names = ['one', 'two', 'three', 'four', 'five']
    const { rows } = run({}, names, { jobs: 3 })
    expect((await rows).map((row) => row.mutant.name)).toEqual(names)
  })

  test('asks no further suite once one has caught it, in its short form', async () => {
    const { rows } = run({ 'one unit.test.ts': CAUGHT }, ['one', 'two'], { isShort: true })
    expect((await rows).map(({ verdicts }) => [...verdicts.keys()])).toEqual([['unit'], ['unit', 'model']])
  })

  test.each([
    ['fails', CAUGHT, 'a test: expected'],
    ['cannot be loaded', BROKEN, 'a file: x is not defined'],
    ['has no test at all', { ...GREEN, tests: 0 }, 'no test ran'],
  ])('does not begin where a suite %s by itself', async (_, verdict, why) => {
    const { rows, tried } = run({ 'none a.test.ts': verdict }, ['one'])
    await expect(rows).rejects.toThrow(`not green without any bug: a.test.ts b.test.ts\n${why}`)
    expect(tried).not.toContain('one unit.test.ts')
  })
})

describe('What is shown', () => {
  const found = {
    'seen unit.test.ts': CAUGHT,
    'looping a.test.ts': HANG,
    'typo unit.test.ts': BROKEN,
    'typo a.test.ts': BROKEN,
  }
  const names = ['seen', 'looping', 'typo', 'hidden']

  test('is who caught what and when, and what nobody caught; a bug that cannot run was not caught', async () => {
    const rows = await run(found, names).rows
    expect(rows.map(catchersOf)).toEqual([['unit'], ['model'], [], []])
    expect(uncaught(rows).map((row) => row.mutant.name)).toEqual(['typo', 'hidden'])
    const text = asText(rows, suites)
    expect(text).toMatch(/^seen +1\.2 s +–$/m)
    expect(text).toMatch(/^looping +– +hang$/m)
    expect(text).toMatch(/^typo +broken +broken$/m)
    expect(text).toContain(
      '2 of 4 planted bugs caught: unit 1, model 1, simulation 0; by more than its own test 1.',
    )
    expect(text).toContain('not caught: hidden in src/machines/life.ts')
    expect(text).toContain('unit: a file: x is not defined')
  })

  test('can be read by a program', async () => {
    const shown: unknown = JSON.parse(asJson(await run(found, names).rows))
    expect(shown).toMatchObject([{ name: 'seen', verdicts: { unit: CAUGHT, model: GREEN } }, {}, {}, {}])
  })

  test('stands in the page where its places are, or is refused', async () => {
    const rows = await run(found, ['seen']).rows
    const places = ['bugs', 'catches'].map(
      (name) => `<!-- mutants:${name} -->\nas it was\n<!-- /mutants:${name} -->`,
    )
    const page = asPage(places.join('\n'), [mutant('seen')], rows, suites)
    expect(page).toContain('| `seen` | `machines/life.ts` | nothing: one is added from the other side |')
    expect(page).toContain('| `seen` | 1.2 s | – |  |')
    expect(page).not.toContain('as it was')
    expect(asPage(page, [mutant('seen')], rows, suites)).toBe(page)
    expect(() => asPage('no place', [], rows, suites)).toThrow('mutants:bugs')
  })
})
