import { expect, test } from 'vitest'
import { marks } from '../../../src/charts/drawing/marks.ts'

test('Every mark is drawn in the colours of its state alone, within its square', () => {
  for (const [name, markup] of Object.entries(marks)) {
    expect(markup, name).not.toMatch(/fill=|stroke=|style=/)
    expect(
      [...markup.matchAll(/class="([^"]+)"/g)].every(([, names = '']) => /^[sfk]( b)?$/.test(names)),
    ).toBe(true)
    for (const [number] of markup.matchAll(/-?\d+(\.\d+)?/g))
      expect(Math.abs(Number(number))).toBeLessThanOrEqual(14)
  }
})

test('No two marks are the same', () => {
  expect(new Set(Object.values(marks)).size).toBe(Object.keys(marks).length)
})
