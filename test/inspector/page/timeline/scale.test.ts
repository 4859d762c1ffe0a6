import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  atOf,
  following,
  kept,
  NARROWEST_MS,
  panned,
  showing,
  type View,
  WIDEST_MS,
  widthOf,
  xOf,
  zoomed,
} from '../../../../visualizations/inspector/src/timeline/scale.ts'

const views = fc
  .record({ from: fc.integer({ min: 0, max: 1e9 }), width: fc.integer({ min: 100, max: 1e7 }) })
  .map(({ from, width }): View => ({ from, to: from + width }))

test('A place on the screen and its moment lead to each other', () => {
  fc.assert(
    fc.property(views, fc.integer({ min: 0, max: 1_000 }), (view, x) => {
      expect(xOf(view, atOf(view, x, 1_000), 1_000)).toBeCloseTo(x, 3)
    }),
  )
  expect(atOf({ from: 5, to: 10 }, 3, 0)).toBe(5)
})

test('Zooming leaves what is under the pointer where it is', () => {
  fc.assert(
    fc.property(
      views,
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      fc.integer({ min: 0, max: 100 }),
      (view, by, x) => {
        const anchor = atOf(view, x, 100)
        expect(xOf(zoomed(view, by, anchor), anchor, 100)).toBeCloseTo(x, 3)
      },
    ),
  )
})

test('Zooming about something out of sight keeps the middle', () => {
  expect(zoomed({ from: 1_000, to: 2_000 }, 0.5, 9_000)).toEqual({ from: 1_250, to: 1_750 })
})

test('Nobody zooms beyond what can be told', () => {
  expect(widthOf(zoomed({ from: 0, to: 200 }, 1e-9, 100))).toBe(NARROWEST_MS)
  expect(widthOf(zoomed({ from: 0, to: 200 }, 1e12, 100))).toBe(WIDEST_MS)
})

test('The present is followed with a little room beside it', () => {
  const view = following(100_000, 60_000)
  expect(widthOf(view)).toBe(60_000)
  expect(view.to).toBe(101_200)
})

test('A view that is kept to what is known keeps its width, and shows something known', () => {
  const known = { from: 0, to: 1e6 }
  fc.assert(
    fc.property(views, fc.integer({ min: -1e10, max: 1e10 }), (view, ms) => {
      const held = kept(panned(view, ms), known)
      expect(widthOf(held)).toBeCloseTo(widthOf(view), 3)
      expect(held.from).toBeLessThan(known.to)
      expect(held.to).toBeGreaterThan(known.from)
    }),
  )
})

test('A moment is brought into view, and one that is there moves nothing', () => {
  const view = { from: 1_000, to: 2_000 }
  expect(showing(view, 1_500)).toBe(view)
  expect(showing(view, 500)).toEqual({ from: 400, to: 1_400 })
  expect(showing(view, 3_000)).toEqual({ from: 2_100, to: 3_100 })
})
