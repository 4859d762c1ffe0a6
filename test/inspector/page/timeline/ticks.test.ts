import { expect, test } from 'vitest'
import { ticksOf, widthInWords } from '../../../../visualizations/inspector/src/timeline/ticks.ts'

const HOUR = 3_600_000
const offset = new Date(0).getTimezoneOffset()

test('Ticks are at round times on the wall, with room for their words', () => {
  const ticks = ticksOf({ from: 1_100, to: 61_100 }, 1_000, 0)
  expect(ticks.map(({ at }) => at)).toEqual([10, 20, 30, 40, 50, 60].map((s) => s * 1_000))
})

test('Where the clock is half an hour off, hours are round there', () => {
  const [first] = ticksOf({ from: 0, to: 10 * HOUR }, 400, -330)
  expect(((first?.at ?? 0) + 5.5 * HOUR) % HOUR).toBe(0)
})

test('Below a second they tell parts of it', () => {
  const [first, second] = ticksOf({ from: 0, to: 800 }, 500, offset)
  expect(first?.text).toMatch(/:00\.0$/)
  expect(second?.text).toMatch(/:00\.2$/)
})

test('However wide the view, there are only as many as fit', () => {
  for (const width of [100, 1_000, 60_000, HOUR, 24 * HOUR])
    expect(ticksOf({ from: 12_345, to: 12_345 + width }, 700, 0).length).toBeLessThanOrEqual(9)
})

test('A width is told in few words', () => {
  expect([250, 1_500, 60_000, 90_000, 300_000, 7 * HOUR].map(widthInWords)).toEqual([
    '250 ms',
    '1.5 s',
    '60 s',
    '90 s',
    '5 min',
    '7 h',
  ])
})
