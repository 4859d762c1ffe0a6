import { expect, test } from 'vitest'
import { headPath, linePath } from '../../../src/charts/drawing/curve.ts'

const turn = [
  { x: 0, y: 0 },
  { x: 0, y: 50 },
  { x: 80, y: 50 },
]

test('A straight line ends inside the head, whose tip is the last point', () => {
  const straight = [turn[0] ?? { x: 0, y: 0 }, { x: 0, y: 50 }]
  expect(linePath(straight)).toBe('M0 0L0 42')
  expect(headPath(straight)).toBe('M0 50L4 41L-4 41Z')
})

test('Corners are round', () => {
  expect(linePath(turn)).toBe('M0 0L0 43Q0 50 7 50L72 50')
})

test('A corner between short pieces is rounded less, so that no piece is overrun', () => {
  expect(
    linePath([
      { x: 0, y: 0 },
      { x: 0, y: 6 },
      { x: 80, y: 6 },
    ]),
  ).toBe('M0 0L0 3Q0 6 3 6L72 6')
})

test('What is no line has neither line nor head', () => {
  expect(linePath([])).toBe('')
  expect(headPath([{ x: 1, y: 1 }])).toBe('')
})
