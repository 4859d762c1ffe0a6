/** What the page says of planted bugs is what is planted, and none was left that nothing catches. */
import { describe, expect, test } from 'vitest'
import { SUITES } from '../../scripts/mutants/suites.ts'
import { PAGE, withBugs } from '../../scripts/mutants/table.ts'
import { MUTANTS } from '../mutants/index.ts'
import { paper, tables } from './support/markdown.ts'

const page = paper(PAGE)
const [, catches] = tables(page).filter(({ head }) => head[0] === 'planted bug')

describe('The page of planted bugs', () => {
  test('lists those there are, in the words of the data', () => {
    expect(withBugs(page, MUTANTS) === page, 'stale: run `npm run mutants -- --markdown`').toBe(true)
  })

  test('names every suite, and says what it is', () => {
    expect(catches?.head.slice(1)).toEqual(SUITES.map(({ name }) => name))
    for (const { name, what } of SUITES) expect(page).toContain(`- **${name}**: ${what}.`)
  })

  test('says of each bug who caught it, and of each that somebody did', () => {
    const rows = catches?.rows ?? []
    expect(rows.map(([name]) => name)).toEqual(MUTANTS.map(({ name }) => `\`${name}\``))
    expect(rows.filter((cells) => !cells.slice(1).some(isCatch))).toEqual([])
  })

  test('tells of at least twenty-five that were caught without the test of their own file', () => {
    const beyond = catches?.rows.filter((cells) => cells.slice(2).some(isCatch)) ?? []
    expect(beyond.length).toBeGreaterThanOrEqual(25)
  })
})

function isCatch(cell: string): boolean {
  return /^\d+\.\d s$|^hang$/.test(cell)
}
