import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundMs, graceStart, nextMissAt } from '../../../src/machines/detector/fixed.ts'

describe('the fixed detector', () => {
  test.each([
    { everyMs: 10_000, timeoutMs: 5_000, misses: 3, bound: 25_000 },
    { everyMs: 30_000, timeoutMs: 10_000, misses: 1, bound: 40_000 },
    { everyMs: 1_000, timeoutMs: 500, misses: 2, bound: 2_000 },
    { everyMs: 10, timeoutMs: 10, misses: 1_000, bound: 10_010 },
  ])('convicts a silent peer by $bound ms: every $everyMs, timeout $timeoutMs, misses $misses', (row) => {
    const { bound, ...detector } = row
    expect(boundMs(detector)).toBe(bound)
  })

  test.each([
    { misses: 0, at: 7_500 },
    { misses: 1, at: 8_000 },
    { misses: 2, at: 8_500 },
  ])(
    'after $misses misses in a row expects the next at $at, the clock having started at 7000',
    ({ misses, at }) => {
      expect(nextMissAt({ everyMs: 1_000, timeoutMs: 500, misses: 3 }, 7_000, misses)).toBe(at)
    },
  )

  const detectors = fc.record({
    everyMs: fc.integer({ min: 10, max: 100_000 }),
    timeoutMs: fc.integer({ min: 10, max: 100_000 }),
    misses: fc.integer({ min: 1, max: 1_000 }),
  })

  test('reaches its bound with the last miss, counted from the last sign of life', () => {
    fc.assert(
      fc.property(detectors, fc.nat(1_000_000), (detector, heardAt) => {
        const last = nextMissAt(detector, heardAt + detector.everyMs, detector.misses - 1)
        expect(last).toBe(heardAt + boundMs(detector))
      }),
    )
  })

  test('gives one full timeout after a grace, however many misses there were, and one for each that follows', () => {
    fc.assert(
      fc.property(detectors, fc.nat(1_000_000), fc.nat(999), (detector, now, misses) => {
        const start = graceStart(detector, now, misses)
        expect(nextMissAt(detector, start, misses)).toBe(now + detector.timeoutMs)
        expect(nextMissAt(detector, start, misses + 1)).toBe(now + 2 * detector.timeoutMs)
      }),
    )
  })
})
