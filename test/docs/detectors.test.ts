/** The programs of docs/detectors.md fit the types of the package, and its tables are tables. */
import { describe, expect, test } from 'vitest'
import { blocks, paper, tables } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/detectors.md')

describe('docs/detectors.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs.length).toBeGreaterThan(1)
    const pieces = programs.map((program, index) => [`detectors-block-${index}`, program] as const)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test.each(['docs/detectors.md', 'docs/detectors-table.md'])('stands in whole tables: %s', (path) => {
    const all = tables(paper(path))
    expect(all.length).toBeGreaterThan(7)
    for (const { head, rows } of all)
      for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
  })
})
