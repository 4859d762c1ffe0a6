import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixed, fixedDetector } from '../../../src/machines/detector/fixed.ts'

describe('the fixed detector', () => {
  test.each([
    { suspectMs: 5_000, deadMs: 15_000 },
    { suspectMs: 10_000, deadMs: 10_000 },
    { suspectMs: 25, deadMs: 100 },
  ])('suspects at $suspectMs and convicts at $deadMs, its limits', (limits) => {
    expect(fixed.detector(limits)).toMatchObject(limits)
    expect(fixed.shortestMs(limits)).toBe(limits.suspectMs)
  })

  test('learns nothing, so that all links can share it', () => {
    const detector = fixedDetector({ suspectMs: 500, deadMs: 1_500 })
    for (const late of [0, 10, 1_400, 1_400, 1_400]) detector.learn(late)
    expect(detector).toMatchObject({ suspectMs: 500, deadMs: 1_500 })
    expect(fixed).toMatchObject({ name: 'fixed', teacher: null })
  })

  test.each([
    { late: -1, suspicion: 0 },
    { late: 0, suspicion: 0 },
    { late: 500, suspicion: 1 / 3 },
    { late: 750, suspicion: 0.5 },
    { late: 1_500, suspicion: 1 },
    { late: 1_000_000, suspicion: 1 },
  ])('finds a peer that is $late ms late suspicious by $suspicion', ({ late, suspicion }) => {
    expect(fixedDetector({ suspectMs: 500, deadMs: 1_500 }).suspicion(late)).toBe(suspicion)
  })

  test('finds a peer more suspicious the later it is', () => {
    const late = fc.double({ min: 0, max: 20_000, noNaN: true })
    fc.assert(
      fc.property(late, late, (one, other) => {
        const detector = fixedDetector({ suspectMs: 5_000, deadMs: 15_000 })
        expect(detector.suspicion(Math.min(one, other))).toBeLessThanOrEqual(
          detector.suspicion(Math.max(one, other)),
        )
      }),
    )
  })
})
