import { expect, test } from 'vitest'
import type { PlacedArrow, Point } from '../../../src/charts/drawing/drawing.ts'
import { straightened } from '../../../src/charts/drawing/straighten.ts'

const UPPER = { x: 0, y: 0, width: 200, height: 50 }
const LOWER = { x: 0, y: 150, width: 200, height: 50 }
const stepped = arrow([100, 50], [100, 136], [120, 136], [120, 150])

test('A step before a box goes, and the end moves along the side', () => {
  expect(paths([stepped])).toEqual([points([100, 50], [100, 150])])
})

test('A step after a box goes too', () => {
  expect(paths([arrow([80, 50], [80, 60], [100, 60], [100, 120], [180, 120], [180, 150])])).toEqual([
    points([100, 50], [100, 120], [180, 120], [180, 150]),
  ])
})

test('It stays where the end would come to a corner, and where the piece before it is long', () => {
  for (const fixed of [
    arrow([10, 50], [10, 136], [40, 136], [40, 150]),
    arrow([80, 50], [80, 100], [120, 100], [120, 150]),
  ])
    expect(paths([fixed])).toEqual([fixed.path])
})

test('It stays where another end, line or label is in the way', () => {
  const end = { ...arrow([150, 120], [108, 120], [108, 150]), from: 'other' }
  const line = { ...arrow([0, 145], [110, 145]), from: 'other' }
  const label = { area: { x: 80, y: 138, width: 30, height: 10 }, entries: [] }
  const labelled = { ...arrow([300, 50], [300, 160]), label }
  for (const other of [end, line, labelled]) expect(paths([stepped, other])[0]).toEqual(stepped.path)
  expect(paths([{ ...stepped, label }])[0]).toEqual(stepped.path)
})

test('A turn is no step', () => {
  const turn = arrow([100, 50], [100, 80], [260, 80], [260, 60])
  expect(paths([turn])).toEqual([turn.path])
})

function arrow(...at: [number, number][]): PlacedArrow {
  return { from: 'a', to: 'b', path: points(...at), label: null }
}

function points(...at: [number, number][]): Point[] {
  return at.map(([x, y]) => ({ x, y }))
}

function paths(arrows: readonly PlacedArrow[]): (readonly Point[])[] {
  return straightened(arrows, [UPPER, LOWER]).map(({ path }) => path)
}
