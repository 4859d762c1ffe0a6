import { describe, expect, test } from 'vitest'
import { countRestart, DEFAULT_INTENSITY, intensityOf, type Restart } from '../../src/supervisor/intensity.ts'
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
  const cause = { kind: 'eof', by: 'peer' } as const
  const at = (...times: number[]): Restart[] => times.map((time) => ({ at: time, cause }))

  test.each([
    { before: [], now: 0, left: [0], what: 'is the first' },
    { before: [0, 10], now: 50, left: [0, 10, 50], what: 'is one of many' },
    { before: [0, 10], now: 100, left: [0, 10, 100], what: 'comes as the window closes' },
    { before: [0, 10], now: 100.5, left: [10, 100.5], what: 'comes just after' },
    { before: [0, 10], now: 500, left: [500], what: 'comes long after' },
    { before: [7, 7], now: 7, left: [7, 7, 7], what: 'comes at once with two others' },
  ])('that $what is in a window of 100 ms with $left', ({ before, now, left }) => {
    expect(countRestart(at(...before), { at: now, cause }, 100)).toEqual(at(...left))
  })

  test('is counted without changing the history it was given', () => {
    const before = Object.freeze(at(1, 2))
    countRestart(before, { at: 3, cause }, 10)
    expect(before).toEqual(at(1, 2))
  })
})
