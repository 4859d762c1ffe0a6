import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { explain, isProse, survivorsOf } from '../../../scripts/mutation/explain.ts'
import { EXPLAINED } from '../../../scripts/mutation/explained.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const survivor = { file: 'src/a.ts', at: 'src/a.ts:1:1', code: 'a > b', becomes: 'a >= b' }
const reason = { file: 'src/a.ts', code: 'a > b', becomes: 'a >= b', why: 'they are never equal' }

describe('a survivor', () => {
  test('with a reason of its own is explained', () => {
    expect(explain([survivor], [reason], new Set(['src/a.ts']))).toEqual({ open: [], stale: [] })
  })

  test('that differs from the explained one stays open, and the reason is named as stale', () => {
    const other = { ...survivor, becomes: 'true' }
    expect(explain([other], [reason], new Set(['src/a.ts']))).toEqual({ open: [other], stale: [reason] })
  })

  test.each([
    { code: "'give one of them'", becomes: '""', prose: true },
    { code: '`at least 5 ms`', becomes: '``', prose: true },
    { code: "'silent'", becomes: '""', prose: false },
    { code: '`a/b`', becomes: '``', prose: false },
    { code: "phase === 'alive' || other", becomes: 'true', prose: false },
  ])('is of words for people where $code became $becomes: $prose', ({ code, becomes, prose }) => {
    const words = { ...survivor, code, becomes }
    expect(isProse(words)).toBe(prose)
    expect(explain([words], [], new Set()).open).toEqual(prose ? [] : [words])
  })

  test('of a file that was not mutated is not missed', () => {
    expect(explain([], [reason], new Set(['src/b.ts'])).stale).toEqual([])
  })
})

describe('what a mutant replaced', () => {
  test('is read from the source, and what nobody covers counts as survived', () => {
    const fileName = fileURLToPath(import.meta.url)
    const text = readFileSync(fileName, 'utf8').split('\n')
    const line = text.findIndex((each) => each.startsWith('const reason'))
    const location = { start: { line: line + 1, column: 7 }, end: { line: line + 1, column: 13 } }
    const shared = { id: '1', fileName, location, mutatorName: 'Any', replacement: '{\n}' }
    expect(
      survivorsOf(
        [
          { ...shared, status: 'NoCoverage' },
          { ...shared, status: 'Killed' },
        ],
        root,
      ),
    ).toEqual([
      {
        file: 'test/scripts/mutation/explain.test.ts',
        at: `test/scripts/mutation/explain.test.ts:${line + 1}:7`,
        code: 'reason',
        becomes: '{ }',
      },
    ])
  })
})

describe('each explanation', () => {
  test.each(EXPLAINED)('is about code that is there: $file: $code', ({ file, code }) => {
    expect(readFileSync(`${root}${file}`, 'utf8')).toContain(code)
  })

  test('is given once', () => {
    const keys = EXPLAINED.map(({ file, code, becomes }) => `${file}: ${code} → ${becomes}`)
    expect(keys).toEqual([...new Set(keys)])
  })
})
