import { expect, test } from 'vitest'
import { asideOf } from '../../../src/charts/drawing/aside.ts'
import type { Box } from '../../../src/charts/drawing/box.ts'
import type { Area, PlacedArrow } from '../../../src/charts/drawing/drawing.ts'

const AREA: Area = { x: 100, y: 50, width: 300, height: 200 }
const BOX: Box = { rows: [], rule: null, width: 80, height: 40 }

test('Nothing in the way leaves the text at the left', () => {
  expect(asideOf(AREA, BOX, [])).toBe(0)
  expect(asideOf(AREA, BOX, [down(300), down(20), { ...down(120), path: at([120, 100], [120, 200]) }])).toBe(
    0,
  )
})

test('The text stands right of the arrow that would pass through it, and of the next one', () => {
  expect(asideOf(AREA, BOX, [down(120)])).toBe(22)
  expect(asideOf(AREA, BOX, [down(190), down(120)])).toBe(92)
})

test('A label is in the way as its line is', () => {
  const label = { area: { x: 110, y: 60, width: 50, height: 16 }, entries: [] }
  expect(asideOf(AREA, BOX, [{ ...down(110), label }])).toBe(62)
})

test('Where arrows leave no gap it stays at the left', () => {
  expect(asideOf(AREA, BOX, [down(120), down(190), down(260), down(330)])).toBe(0)
})

/** From above the area to its middle. */
function down(x: number): PlacedArrow {
  return { from: 'a', to: 'b', path: at([x, 0], [x, 150]), label: null }
}

function at(...points: [number, number][]) {
  return points.map(([x, y]) => ({ x, y }))
}
