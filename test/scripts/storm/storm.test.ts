/** Pictures and the page's table are those of the committed figures, and can be read. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { figuresIn, figuresOf } from '../../../scripts/storm/figures.ts'
import { FOLDER, figureFiles, PAGE, shownFiles } from '../../../scripts/storm/outputs.ts'
import { paper } from '../../docs/support/markdown.ts'
import { cutOff, labelsOf, overlaps } from '../support/labels.ts'

const committed = figuresIn((file) => paper(`${FOLDER}/${file}`))
const shown = shownFiles(committed, paper(PAGE))

describe('What is made of the figures', () => {
  test.each([...shown.keys()])('is not stale: %s', (path) => {
    expect(paper(path) === shown.get(path), `${path} is stale: run \`npm run storm -- --draw\``).toBe(true)
  })

  test('is all there is in its folder', () => {
    const made = [...figureFiles(committed).keys(), ...shown.keys()]
    const own = made.filter((path) => path.startsWith(FOLDER)).map((path) => path.slice(FOLDER.length + 1))
    expect(readdirSync(new URL(`../../../${FOLDER}`, import.meta.url)).sort()).toEqual(own.sort())
  })

  test('gives the same files as those it was read from', () => {
    for (const [path, text] of figureFiles(committed)) expect(text).toBe(paper(path))
  })

  test('has a place in the page, or is refused', () => {
    expect(() => shownFiles(committed, 'no place')).toThrow('storm:totals')
  })
})

describe('The committed figures', () => {
  test('say of ours what the budget for storms asks for', () => {
    const ours = committed.totals.filter(({ subject }) => subject.startsWith('pulsetree'))
    expect(ours).toHaveLength(2)
    for (const { dials, peak, last_back_s } of ours) {
      expect(Number(dials)).toBeLessThanOrEqual(1_500)
      expect(Number(peak)).toBeLessThanOrEqual(50)
      expect(Number(last_back_s)).toBeLessThanOrEqual(5)
    }
  })

  test('have in their histograms all that they have in their totals', () => {
    for (const { subject, dials } of committed.totals) {
      const counted = (what: string): number =>
        committed.bins
          .filter((bin) => bin.subject === subject && bin.what === what)
          .reduce((sum, { count }) => sum + Number(count), 0)
      expect([counted('dials'), counted('back')]).toEqual([Number(dials), 1_000])
    }
  })
})

test('Times are counted in tenths of a second, from the kill or from the return', () => {
  const { bins, totals } = figuresOf(
    'one',
    { attempts: 3, peak: 2, back_s: 1.25, killedAt: 1_000, listeningAt: 2_000 },
    { dials: [999, 1_050, 1_200], back: [2_199, 2_250] },
  )
  expect(totals).toEqual([{ subject: 'one', dials: '3', peak: '2', last_back_s: '1.3' }])
  expect(bins.map(({ what, at_ms, count }) => [what, at_ms, count])).toEqual([
    ['dials', '0', '2'],
    ['dials', '200', '1'],
    ['back', '100', '1'],
    ['back', '200', '1'],
  ])
})

describe.each(['dials.svg', 'back.svg'])('In %s', (name) => {
  const svg = paper(`${FOLDER}/${name}`)
  const labels = labelsOf(svg)
  const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)

  test('no label lies on another, and none is cut off', () => {
    expect(labels.length).toBeGreaterThan(20)
    expect(overlaps(labels)).toEqual([])
    expect(cutOff(labels, width, height)).toEqual([])
  })

  test('all bars are within the picture', () => {
    expect(svg).not.toMatch(/NaN|Infinity/)
    for (const [, x, bottom, top, right] of svg.matchAll(/M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)V/g)) {
      expect(Number(x)).toBeLessThan(Number(right))
      expect(Number(top)).toBeLessThan(Number(bottom))
      expect([Number(right) <= width, Number(bottom) <= height]).toEqual([true, true])
    }
  })

  test('colours follow the reader, and the picture says in words what it shows', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg).toMatch(/<title [^>]*>[^<]{10,}<\/title>\n<desc [^>]*>[^<]{100,}<\/desc>/)
    for (const { subject } of committed.totals) expect(labels.map(({ words }) => words)).toContain(subject)
  })
})
