import { describe, expect, test } from 'vitest'
import { countRestart, DEFAULT_INTENSITY, intensityOf } from '../../src/supervisor/intensity.ts'
import { OptionError } from '../../src/transport/transport.ts'

describe('An intensity', () => {
  test('is three restarts in five seconds unless told otherwise', () => {
    expect(intensityOf()).toEqual({ restarts: 3, withinMs: 5_000 })
    expect(intensityOf({ restarts: 0 })).toEqual({ restarts: 0, withinMs: 5_000 })
    expect(intensityOf({ withinMs: 1 })).toEqual({ restarts: 3, withinMs: 1 })
  })

  test.each<[object, string]>([
    [{ restarts: -1 }, 'intensity.restarts'],
    [{ restarts: 1.5 }, 'intensity.restarts'],
    [{ restarts: 1_000_001 }, 'intensity.restarts'],
    [{ restarts: Number.NaN }, 'intensity.restarts'],
    [{ withinMs: 0 }, 'intensity.withinMs'],
    [{ withinMs: Number.POSITIVE_INFINITY }, 'intensity.withinMs'],
    [{ within: 5 }, 'intensity.within'],
  ])('that is %j names the option', (options, option) => {
    expect(() => intensityOf(options)).toThrow(OptionError)
    expect(() => intensityOf(options)).toThrow(expect.objectContaining({ option }))
  })

  test('cannot be changed behind the back of a supervisor', () => {
    expect(Object.isFrozen(intensityOf())).toBe(true)
    expect(Object.isFrozen(DEFAULT_INTENSITY)).toBe(true)
  })
})

describe('A restart', () => {
  const twoInAHundred = { restarts: 2, withinMs: 100 }

  test.each([
    { history: [], now: 0, intensity: twoInAHundred, left: [0], what: 'is the first' },
    { history: [0], now: 10, intensity: twoInAHundred, left: [0, 10], what: 'is the last one allowed' },
    { history: [0, 10], now: 50, intensity: twoInAHundred, left: null, what: 'is one too many' },
    { history: [0, 10], now: 100, intensity: twoInAHundred, left: null, what: 'comes as the window closes' },
    { history: [0, 10], now: 100.5, intensity: twoInAHundred, left: [10, 100.5], what: 'comes just after' },
    { history: [0, 10], now: 500, intensity: twoInAHundred, left: [500], what: 'comes long after' },
    { history: [7, 7], now: 7, intensity: twoInAHundred, left: null, what: 'comes at once with two others' },
    { history: [], now: 0, intensity: { restarts: 0, withinMs: 1 }, left: null, what: 'is never allowed' },
  ])('that $what leaves $left', ({ history, now, intensity, left }) => {
    expect(countRestart(history, now, intensity)).toEqual(left)
  })

  test('is counted without changing the history it was given', () => {
    const history = Object.freeze([1, 2])
    countRestart(history, 3, { restarts: 5, withinMs: 10 })
    expect(history).toEqual([1, 2])
  })
})
