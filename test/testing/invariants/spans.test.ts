import { describe, expect, test } from 'vitest'
import { covered, Spans } from '../../../src/testing/invariants/spans.ts'

test.each([
  [[], 0],
  [[{ from: 2, to: 4 }], 2],
  [
    [
      { from: -5, to: 3 },
      { from: 8, to: 20 },
    ],
    5,
  ],
  [
    [
      { from: 1, to: 6 },
      { from: 2, to: 3 },
      { from: 5, to: 7 },
    ],
    6,
  ],
  [[{ from: 20, to: 30 }], 0],
])('Of ten milliseconds %j cover %i', (others, ms) => {
  expect(covered({ from: 0, to: 10 }, others)).toBe(ms)
})

describe('Spans', () => {
  test('are those that are not over by one time and have begun by another; the last one may go on', () => {
    const spans = new Spans()
    spans.add({ from: 0, to: 5 })
    spans.begin(10)
    expect(spans.within(5, 20)).toEqual([{ from: 10, to: Number.POSITIVE_INFINITY }])
    spans.end(15)
    expect(spans.within(4, 9)).toEqual([{ from: 0, to: 5 }])
    expect(spans.within(0, 20)).toEqual([
      { from: 0, to: 5 },
      { from: 10, to: 15 },
    ])
  })

  test('that were over an hour ago are forgotten in the end', () => {
    const spans = new Spans()
    for (let n = 0; n < 1_000; n += 1) spans.add({ from: n * 60_000, to: n * 60_000 + 1 })
    expect(spans.within(0, Number.MAX_VALUE).length).toBeLessThan(400)
    expect(spans.within(999 * 60_000, Number.MAX_VALUE)).toHaveLength(1)
  })
})
