import { describe, expect, test } from 'vitest'
import { statesOf } from '../../../src/charts/arrows.ts'
import { lookOf } from '../../../src/charts/drawing/looks.ts'
import { DARK, LIGHT, styleSheet } from '../../../src/charts/drawing/style.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { connectionChart } from '../../../src/machines/connection.ts'

const TONES = ['blue', 'green', 'orange', 'red', 'purple', 'grey', 'ink'] as const

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('In the %s colours', (_, colours) => {
  test('all text can be read, on the page and in every box', () => {
    for (const ground of [colours.page, ...TONES.map((tone) => colours[`${tone}-fill`])])
      for (const text of [colours.ink, colours.note])
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test('all lines and marks can be seen, on the page and in their box', () => {
    for (const tone of TONES) {
      expect(contrast(colours[tone], colours.page), tone).toBeGreaterThanOrEqual(3)
      expect(contrast(colours[tone], colours[`${tone}-fill`]), tone).toBeGreaterThanOrEqual(3)
    }
  })
})

test('Every phase of a connection differs from every other in its mark, not in colour alone', () => {
  const looks = statesOf(chartOf(connectionChart)).slice(1).map(lookOf)
  expect(new Set(looks.map(({ mark }) => mark)).size).toBe(7)
  expect(new Set(looks.map(({ tone }) => tone)).size).toBe(7)
})

test('Rules hold inside a picture only, and follow the reader’s colours', () => {
  const sheet = styleSheet()
  expect(sheet).toContain('@media (prefers-color-scheme:dark){.chart{')
  const selectors = [...sheet.matchAll(/(?:^|[}\n,])\s*([^{}@,\n]+)(?=[{,])/g)].map(
    ([, selector]) => selector ?? '',
  )
  expect(selectors.filter((selector) => !/^\.chart\b/.test(selector) && selector.includes('.'))).toEqual([])
})

/** The contrast of two colours, as WCAG 2 defines it. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
