import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Band, LEAST_PX, stripsOf } from '../../../../visualizations/inspector/src/timeline/bands.ts'

/** A pixel is a millisecond. */
const VIEW = { from: 0, to: 1_000 }
const strips = (...bands: readonly (readonly [number, number, string])[]) =>
  stripsOf(
    bands.map(([from, to, phase]) => ({ from, to, phase })),
    VIEW,
    1_000,
  )

test('Phases stand side by side, cut to what is seen', () => {
  expect(strips([-50, 400, 'alive'], [400, 500, 'suspect'], [500, 2_000, 'dead'])).toEqual([
    { x: 0, width: 400, phase: 'alive', phases: 1 },
    { x: 400, width: 100, phase: 'suspect', phases: 1 },
    { x: 500, width: 500, phase: 'dead', phases: 1 },
  ])
})

test('What is out of sight is not drawn', () => {
  expect(strips([-50, -1, 'alive'], [1_000, 2_000, 'dead'])).toEqual([])
})

test('A short death among long lives is seen', () => {
  const drawn = strips([0, 500, 'alive'], [500, 500.1, 'dead'], [500.1, 1_000, 'backoff'])
  expect(drawn.map(({ phase, width }) => [phase, width])).toEqual([
    ['alive', 500],
    ['dead', LEAST_PX],
    ['backoff', 497],
  ])
})

test('Of many short phases in one place the most urgent is shown, and how many there are', () => {
  const drawn = strips(
    [0, 500, 'alive'],
    [500, 500.5, 'connecting'],
    [500.5, 501, 'dead'],
    [501, 501.5, 'backoff'],
    [501.5, 1_000, 'alive'],
  )
  expect(drawn[1]).toEqual({ x: 500, width: 3, phase: 'dead', phases: 3 })
  expect(drawn).toHaveLength(3)
})

test('A hundred thousand flaps are no more strips than pixels can hold', () => {
  const flaps = Array.from({ length: 100_000 }, (_, n): Band => {
    const from = n / 100
    return { from, to: from + 0.01, phase: n % 2 === 0 ? 'connecting' : 'dead' }
  })
  expect(stripsOf(flaps, VIEW, 1_000).length).toBeLessThanOrEqual(1_000 / LEAST_PX + 1)
})

test('However phases follow each other, strips are in order, within bounds, and none covers another', () => {
  const bands = fc
    .array(fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.constantFrom('alive', 'dead', 'suspect')))
    .map((list) => {
      let at = -20
      return list.map(([width, phase]): Band => {
        const from = at
        at += width
        return { from, to: at, phase }
      })
    })
  fc.assert(
    fc.property(bands, (list) => {
      let edge = 0
      for (const { x, width } of stripsOf(list, { from: 0, to: 200 }, 200)) {
        expect(x).toBeGreaterThanOrEqual(edge - 1e-9)
        expect(width).toBeGreaterThan(0)
        edge = x + width
        expect(edge).toBeLessThanOrEqual(200 + 1e-9)
      }
    }),
  )
})
