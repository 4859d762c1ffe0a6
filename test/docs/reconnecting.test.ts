/** The programs of docs/reconnecting.md fit the types of the package, its tables are whole, and what it says of defaults is so. */
import { describe, expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { backoffOf } from '../../src/machines/backoff.ts'
import { dialsOf } from '../../src/supervisor/budget.ts'
import { drain } from '../../src/supervisor/drain.ts'
import { blocks, codeIn, paper, tableOf, tables } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/reconnecting.md')
const words = page.replaceAll(/\s+/g, ' ')

describe('docs/reconnecting.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs).toHaveLength(2)
    const pieces = programs.map((program, index) => [`reconnecting-block-${index}`, program] as const)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test('stands in whole tables', () => {
    const all = tables(page)
    expect(all).toHaveLength(2)
    for (const { head, rows } of all) for (const row of rows) expect(row).toHaveLength(head.length)
  })

  test('has a word for each count of a drain', async () => {
    const drained = await drain(supervise(), { withinMs: 0 })
    expect(tableOf(page, 'count').rows.map(([count = '']) => codeIn(count)[0])).toEqual(Object.keys(drained))
  })

  test('states the defaults as they are', () => {
    const { perSecond, burst, canaryMs, doubt } = dialsOf()
    const { firstMs, maxMs, stableMs } = backoffOf()
    expect(words).toContain(`${firstMs / 1_000} s at first and ${maxMs / 1_000} s at most`)
    expect(words).toContain(`stable for ${stableMs / 1_000} s`)
    expect(words).toContain(`at least every ${canaryMs / 1_000} s`)
    expect(words).toContain(
      `${perSecond} a second and ${burst} at once, so at most ${burst + perSecond / 10} in any 100 ms`,
    )
    expect(doubt).toEqual({ share: 0.5, withinMs: 1_000, least: 8 })
    expect(words).toContain(
      'more than half of all links in a tree, and of at least 8, are lost within a second',
    )
  })

  test('shows pictures and links that are there', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '')
    expect(links.length).toBeGreaterThan(1)
    for (const link of links) expect(paper(`docs/${link}`).length, link).toBeGreaterThan(0)
  })
})
