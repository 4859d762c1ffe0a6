import { describe, expect, test } from 'vitest'
import {
  count,
  countOrUnlimited,
  deadline,
  delays,
  duration,
  oneOf,
  plain,
  quoted,
  size,
} from '../../src/cli/values.ts'

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(duration('--every', text)).toBe(ms)
  })

  test.each(['', '5', 's', '5 s', '-5s', '5S', '5sec', '1d', '.5s', '5s5s', 'off', '１s'])(
    '%j is none',
    (text) => {
      expect(() => duration('--every', text)).toThrow(
        `--every: expected a duration such as 500ms, 5s, 2m or 1h, got ${JSON.stringify(text)}`,
      )
    },
  )
})

test('A deadline is a duration, or off', () => {
  expect(deadline('--read-timeout', '5s')).toBe(5_000)
  expect(deadline('--read-timeout', 'off')).toBe(false)
  expect(() => deadline('--read-timeout', 'never')).toThrow('--read-timeout: expected a duration')
})

describe('delays', () => {
  test('are two durations, the first and the longest', () => {
    expect(delays('--backoff', '1s..60s')).toEqual({ firstMs: 1_000, maxMs: 60_000 })
    expect(delays('--backoff', '200ms..200ms')).toEqual({ firstMs: 200, maxMs: 200 })
  })

  test.each(['1s', '1s..', '..1s', '1s..2s..3s', '2s..1s', '1s-2s'])('%j are none', (text) => {
    expect(() => delays('--backoff', text)).toThrow(/^--backoff: expected/)
  })
})

test('A count is a whole number, unlimited where that is allowed', () => {
  expect(count('--misses', '3')).toBe(3)
  expect(countOrUnlimited('--attempts', '3')).toBe(3)
  expect(countOrUnlimited('--attempts', 'unlimited')).toBe(Number.POSITIVE_INFINITY)
  for (const text of ['', '-1', '1.5', '1e3', '0x1', 'many']) {
    expect(() => count('--misses', text)).toThrow(/^--misses: expected a whole number/)
  }
})

test('A size is bytes, plain or in KiB, MiB and GiB', () => {
  expect(size('--max-frame', '65536')).toBe(65_536)
  expect(size('--max-frame', '64KiB')).toBe(65_536)
  expect(size('--max-frame', '1MiB')).toBe(1_048_576)
  expect(size('--max-frame', '1GiB')).toBe(1_073_741_824)
  for (const text of ['', 'KiB', '1KB', '1kib', '1.5MiB', '-1']) {
    expect(() => size('--max-frame', text)).toThrow(/^--max-frame: expected bytes/)
  }
})

test('A word is one of those there are', () => {
  const parse = oneOf('none', 'full')
  expect(parse('--jitter', 'full')).toBe('full')
  expect(() => parse('--jitter', 'much')).toThrow('--jitter: expected one of none, full, got "much"')
})

test('Text stays as it is; quoted, it stays on one line', () => {
  expect(plain('--record', 'a b')).toBe('a b')
  expect(quoted('a\nb')).toBe('"a\\nb"')
})
