import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsSeen } from '../../../../visualizations/inspector/src/timeline/lanes.ts'
import { eventBeside, laneBeside } from '../../../../visualizations/inspector/src/timeline/steps.ts'
import { phase } from '../support.ts'

test('Of ten thousand lanes only those in sight are drawn', () => {
  expect(rowsSeen(10_000, 26, 2_605, 260)).toEqual({ first: 100, lift: 5, count: 11 })
})

test('A list that became shorter than it was scrolled shows its end', () => {
  expect(rowsSeen(10, 26, 99_999, 130)).toEqual({ first: 5, lift: 0, count: 5 })
  expect(rowsSeen(0, 26, 500, 130)).toEqual({ first: 0, lift: 0, count: 0 })
})

test('However it is scrolled, what is drawn covers the window and exists', () => {
  const sizes = fc.integer({ min: 0, max: 5_000 })
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: 0, max: 900 }),
      (all, top, high) => {
        const { first, lift, count } = rowsSeen(all, 26, top, high)
        expect(first + count).toBeLessThanOrEqual(all)
        expect(lift).toBeLessThan(26)
        expect(count * 26 - lift).toBeGreaterThanOrEqual(Math.min(high, all * 26) - 26)
      },
    ),
  )
})

test('From lane to lane the ends stay, and from nowhere it goes to the first', () => {
  const lanes = [{ id: 'a' }, { id: 'b' }]
  expect(laneBeside(lanes, null, 1)).toBe('a')
  expect(laneBeside(lanes, 'a', 1)).toBe('b')
  expect(laneBeside(lanes, 'b', 1)).toBe('b')
  expect(laneBeside(lanes, 'a', -1)).toBe('a')
  expect(laneBeside([], 'a', 1)).toBeNull()
})

test('From event to event, none is met twice', () => {
  const events = [phase(10, 'alive', 'suspect'), phase(20, 'suspect', 'dead')]
  expect(eventBeside(events, 20, -1)?.at).toBe(10)
  expect(eventBeside(events, 10, 1)?.at).toBe(20)
  expect(eventBeside(events, 10, -1)).toBeNull()
  expect(eventBeside(events, 20, 1)).toBeNull()
})
