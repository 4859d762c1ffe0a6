import { describe, expect, test } from 'vitest'
import { MeanEstimate, SmoothedEstimate } from '../../../src/machines/detector/estimate.ts'

describe('the mean of the latest samples', () => {
  test.each([
    { samples: [], count: 0, expected: 0 },
    { samples: [100], count: 1, expected: 100 },
    { samples: [100, 200, 300], count: 3, expected: 200 },
    { samples: [9_000, 100, 200, 300], count: 3, expected: 200 },
  ])('of $samples in a window of 3 expects $expected', ({ samples, count, expected }) => {
    const estimate = new MeanEstimate(3, 15_000)
    for (const sample of samples) estimate.add(sample)
    expect(estimate.count).toBe(count)
    expect(estimate.expectedMs).toBeCloseTo(expected, 2)
    expect(estimate.deviationMs).toBe(0)
  })
})

describe('the smoothed estimate', () => {
  // By hand, from RFC 6298 (2.2) and (2.3): RTTVAR ← ¾ RTTVAR + ¼ |SRTT − R|, then SRTT ← ⅞ SRTT + ⅛ R.
  test.each([
    { samples: [], expected: 0, deviation: 0 },
    { samples: [100], expected: 100, deviation: 50 },
    { samples: [100, 100], expected: 100, deviation: 37.5 },
    { samples: [100, 180], expected: 110, deviation: 57.5 },
    { samples: [100, 180, 30], expected: 100, deviation: 63.125 },
  ])('after $samples has SRTT $expected and RTTVAR $deviation', ({ samples, expected, deviation }) => {
    const estimate = new SmoothedEstimate(15_000)
    for (const sample of samples) estimate.add(sample)
    expect(estimate.count).toBe(samples.length)
    expect(estimate.expectedMs).toBeCloseTo(expected, 9)
    expect(estimate.deviationMs).toBeCloseTo(deviation, 9)
  })

  test.each([
    { odd: Number.NaN, counts: 0 },
    { odd: -5, counts: 0 },
    { odd: Infinity, counts: 15_000 },
  ])('takes $odd for $counts', ({ odd, counts }) => {
    const estimate = new SmoothedEstimate(15_000)
    estimate.add(odd)
    expect(estimate.expectedMs).toBe(counts)
  })

  test('forgets: a spike is halved in the estimate after six regular samples', () => {
    const estimate = new SmoothedEstimate(15_000)
    for (let n = 0; n < 50; n += 1) estimate.add(100)
    estimate.add(3_000)
    const raised = estimate.expectedMs - 100
    expect(raised).toBeCloseTo(2_900 / 8, 3)
    for (let n = 0; n < 6; n += 1) estimate.add(100)
    expect(estimate.expectedMs - 100).toBeLessThan(raised / 2)
  })
})
