/** Pictures and pages are those of the committed figures. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blocksOf, withBlocks } from '../../../scripts/detection/blocks.ts'
import { FOLDER, figureFiles, PAGE, shownFiles } from '../../../scripts/detection/outputs.ts'
import { committed, paper } from './support/committed.ts'

const shown = shownFiles(committed, paper(PAGE))

describe('What is made of the figures', () => {
  test.each([...shown.keys()])('is not stale: %s', (path) => {
    expect(paper(path) === shown.get(path), `${path} is stale: run \`npm run detection\``).toBe(true)
  })

  test('is all there is in its folder', () => {
    const made = [...figureFiles(committed).keys(), ...shown.keys()]
    const own = made.filter((path) => path.startsWith(FOLDER)).map((path) => path.slice(FOLDER.length + 1))
    expect(readdirSync(new URL(`../../../${FOLDER}`, import.meta.url)).sort()).toEqual(own.sort())
  })

  test('gives the same files as those it was read from', () => {
    for (const [path, text] of figureFiles(committed)) expect(text).toBe(paper(path))
  })
})

describe('The page for people', () => {
  test('has each table once', () => {
    const named = [...paper(PAGE).matchAll(/<!-- detection:([a-z]+) -->/g)].map(([, name]) => name)
    expect(named.sort()).toEqual([...blocksOf(committed).keys()].sort())
  })

  test('gets its tables replaced, and nothing else', () => {
    const page = 'before\n<!-- detection:presets -->\nold\n<!-- /detection -->\nafter\n'
    const made = withBlocks(page, committed)
    expect(made).toMatch(
      /^before\n<!-- detection:presets -->\n\| preset \|[\s\S]*\n<!-- \/detection -->\nafter\n$/,
    )
    expect(made).not.toContain('old')
  })

  test('is refused when it asks for a table that nobody knows', () => {
    const page = '<!-- detection:moon -->\n\n<!-- /detection -->'
    expect(() => withBlocks(page, committed)).toThrow('the block moon')
  })

  test('links only to what is there', () => {
    for (const path of [PAGE, 'docs/detectors-table.md']) {
      const links = [...paper(path).matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '')
      expect(links.length).toBeGreaterThan(0)
      for (const link of links) expect(paper(`docs/${link}`).length, link).toBeGreaterThan(0)
    }
  })
})
