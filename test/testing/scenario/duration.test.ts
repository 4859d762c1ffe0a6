import { expect, test } from 'vitest'
import { inWords, millis } from '../../../src/testing/scenario/duration.ts'

test('Durations are ms, or words', () => {
  const given = [0, 12.5, '250ms', '5s', '1.5 s', '2m', '2min', '1h']
  expect(given.map((duration) => millis('at', duration))).toEqual([
    0, 12.5, 250, 5_000, 1_500, 120_000, 120_000, 3_600_000,
  ])
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5', 's', '-5s', '5 days', ''])(
  '%j is none',
  (given) => {
    expect(() => millis('at', given)).toThrow(
      /^at: expected milliseconds or a duration such as 250ms, 5s, 2m or 1h, got /,
    )
  },
)

test('They are told as people say them, and read back as what they were', () => {
  const told = [0, 250, 999, 1_000, 1_500, 61_234, 120_000, 3_600_000, 5_400_000]
  const words = ['0 ms', '250 ms', '999 ms', '1 s', '1.5 s', '61.234 s', '2 min', '1 h', '90 min']
  expect(told.map(inWords)).toEqual(words)
  expect(words.map((text) => millis('at', text))).toEqual(told)
  expect(inWords(-60_000)).toBe('-1 min')
})
