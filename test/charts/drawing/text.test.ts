import { expect, test } from 'vitest'
import { type Line, lineWidth, widthOf, wrap } from '../../../src/charts/drawing/text.ts'

const line: Line = [
  { text: 'stop', style: 'event' },
  { text: ' [asksNow] / noteStopping, destroy', style: 'note' },
]

test('Widths are those of Helvetica and a little more; bold is wider, and what is unknown is wide', () => {
  expect(widthOf('a', { size: 10, bold: false })).toBeCloseTo(5.56 * 1.05)
  expect(widthOf('stop', { size: 12, bold: true })).toBeGreaterThan(
    widthOf('stop', { size: 12, bold: false }),
  )
  expect(widthOf('→', { size: 10, bold: false })).toBeCloseTo(10 * 1.05)
})

test('A line that fits is left as it is', () => {
  expect(wrap(line, 12, 500)).toEqual([line])
})

test('A long line is broken at spaces: no part is too wide, and no word is lost or changes its look', () => {
  const parts = wrap(line, 12, 110)
  expect(parts.length).toBeGreaterThan(1)
  for (const part of parts) expect(lineWidth(part, 12)).toBeLessThanOrEqual(110)
  const words = (of: readonly Line[]) =>
    of.flat().flatMap(({ text, style }) => text.split(' ').map((word) => `${style} ${word}`))
  expect(words(parts).filter((word) => !word.endsWith(' '))).toEqual(
    words([line]).filter((word) => !word.endsWith(' ')),
  )
})

test('A word wider than the line stands alone', () => {
  const parts = wrap([{ text: 'a enormouslylongword b', style: 'note' }], 12, 30)
  expect(parts.map((part) => part.map(({ text }) => text).join(''))).toEqual(['a', 'enormouslylongword', 'b'])
})
