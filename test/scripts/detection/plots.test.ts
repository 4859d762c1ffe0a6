/** The pictures can be read: no label on another, none cut off, no colour alone, in light and in dark. */
import { describe, expect, test } from 'vitest'
import { widthOf } from '../../../scripts/charts/text.ts'
import { FOLDER } from '../../../scripts/detection/outputs.ts'
import { lookOf } from '../../../scripts/detection/plot/looks.ts'
import { linear, logarithmic } from '../../../scripts/detection/plot/scale.ts'
import { SUBJECTS } from '../../../scripts/detection/subjects.ts'
import { paper } from './support/committed.ts'

interface Label {
  readonly words: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Every text of a picture, with the place it takes. */
function labelsOf(svg: string): Label[] {
  return [...svg.matchAll(/<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)">([^<]*)<\/text>/g)].map(
    ([, look = '', x, y, words = '']) => {
      const classes = look.split(' ')
      const size = classes.includes('name') ? 15 : classes.includes('small') ? 11 : 12
      const width = widthOf(words, { size, bold: classes.includes('name') || classes.includes('event') })
      const part = classes.includes('mid') ? 0.5 : classes.includes('end') ? 1 : 0
      const left = Number(x) - part * width
      return {
        words,
        left,
        right: left + width,
        top: Number(y) - 0.75 * size,
        bottom: Number(y) + 0.2 * size,
      }
    },
  )
}

function overlap(a: Label, b: Label): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

describe.each(['quality.svg', 'regimes.svg'])('In %s', (name) => {
  const svg = paper(`${FOLDER}/${name}`)
  const labels = labelsOf(svg)
  const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)

  test('no label lies on another', () => {
    expect(labels.length).toBeGreaterThan(20)
    const found = labels.flatMap((a, index) =>
      labels
        .slice(index + 1)
        .filter((b) => overlap(a, b))
        .map((b) => `${a.words} / ${b.words}`),
    )
    expect(found).toEqual([])
  })

  test('no label is cut off', () => {
    const out = labels.filter(
      ({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height,
    )
    expect(out.map(({ words }) => words)).toEqual([])
  })

  test('all points are numbers, within the picture', () => {
    expect(svg).not.toMatch(/NaN|Infinity/)
    for (const [, x, y] of svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
      expect(Number(x)).toBeLessThanOrEqual(width)
      expect(Number(y)).toBeLessThanOrEqual(height)
    }
  })

  test('colours follow the reader, and the picture says in words what it shows', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)')
    expect(svg).toMatch(/<title [^>]*>[^<]{10,}<\/title>\n<desc [^>]*>[^<]{100,}<\/desc>/)
    for (const { name: detector } of SUBJECTS) expect(labels.map(({ words }) => words)).toContain(detector)
  })
})

test('Detectors differ in dashes and marks, not in colour alone', () => {
  const looks = SUBJECTS.map(({ name }) => lookOf(name))
  for (const part of ['tone', 'dash', 'shape'] as const)
    expect(new Set(looks.map((look) => look[part])).size).toBe(SUBJECTS.length)
  expect(() => lookOf('oracle')).toThrow('oracle')
})

test('Scales put the ends where they were asked to, and tenfold steps equally far apart', () => {
  const log = logarithmic(0.1, 1_000, 200, 0, [])
  expect([log(0.1), log(1), log(10), log(1_000)].map(Math.round)).toEqual([200, 150, 100, 0])
  const lin = linear(0, 10, 50, 150, [])
  expect([lin(0), lin(5), lin(10)]).toEqual([50, 100, 150])
})
