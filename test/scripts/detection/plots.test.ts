/** The pictures can be read: no label on another, none cut off, no colour alone, in light and in dark. */
import { describe, expect, test } from 'vitest'
import { FOLDER } from '../../../scripts/detection/outputs.ts'
import { lookOf } from '../../../scripts/detection/plot/looks.ts'
import { linear, logarithmic } from '../../../scripts/detection/plot/scale.ts'
import { SUBJECTS } from '../../../scripts/detection/subjects.ts'
import { cutOff, labelsOf, overlaps } from '../support/labels.ts'
import { paper } from './support/committed.ts'

describe.each(['quality.svg', 'regimes.svg'])('In %s', (name) => {
  const svg = paper(`${FOLDER}/${name}`)
  const labels = labelsOf(svg)
  const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)

  test('no label lies on another', () => {
    expect(labels.length).toBeGreaterThan(20)
    expect(overlaps(labels)).toEqual([])
  })

  test('no label is cut off', () => {
    expect(cutOff(labels, width, height)).toEqual([])
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
