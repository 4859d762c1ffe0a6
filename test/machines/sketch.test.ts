import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { Sketch } from '../../src/machines/sketch.ts'

/** The exact quantile by nearest rank. */
function exact(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch()
  for (const value of values) sketch.add(value)
  return sketch
}

const times = fc.array(fc.double({ min: Math.log(0.05), max: Math.log(60_000), noNaN: true }).map(Math.exp), {
  minLength: 1,
  maxLength: 300,
})

describe('a sketch of durations', () => {
  test('says nothing while nothing was measured', () => {
    expect(new Sketch().summary()).toBeNull()
  })

  test('is right within 11 % of the exact median and tail, whatever the times', () => {
    fc.assert(
      fc.property(times, (values) => {
        const summary = sketchOf(values).summary()
        for (const [share, said] of [
          [0.5, summary?.p50],
          [0.99, summary?.p99],
        ] as const) {
          const ratio = (said ?? Number.NaN) / exact(values, share)
          expect(ratio).toBeGreaterThan(1 / 1.11)
          expect(ratio).toBeLessThan(1.11)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('stays right over a hundred thousand values', () => {
    const random = seededRandom(3)
    const values = Array.from({ length: 100_000 }, () => 5 + 200 * random() ** 8)
    const summary = sketchOf(values).summary()
    expect(Math.abs((summary?.p99 ?? 0) / exact(values, 0.99) - 1)).toBeLessThan(0.11)
    expect(Math.abs((summary?.p50 ?? 0) / exact(values, 0.5) - 1)).toBeLessThan(0.11)
  })

  test.each([
    { situation: 'zero', ms: 0, p50: 0 },
    { situation: 'less than nothing, after the clock was wrong,', ms: -3, p50: 0 },
    { situation: 'a microsecond', ms: 0.001, p50: 0.001 },
    { situation: 'one time alone', ms: 24_950, p50: 24_950 },
    { situation: 'a day, which is beyond its range,', ms: 86_400_000, p50: 86_400_000 },
  ])('says $situation as it was: no quantile lies outside what was noted', ({ ms, p50 }) => {
    expect(sketchOf([ms]).summary()).toEqual({ p50, p99: p50 })
  })

  test('tells times beyond its range, of more than 50 minutes, apart no more', () => {
    const summary = sketchOf([3_200_000, 5_000_000, 86_400_000]).summary()
    expect(summary?.p50).toBe(summary?.p99)
    expect(summary?.p99).toBeGreaterThan(3_000_000)
  })

  test('tells apart no more the first two beyond it, either', () => {
    const summary = sketchOf([3_200_000, 5_000_000]).summary()
    expect(summary?.p50).toBe(summary?.p99)
  })

  test('counts times that are too short to be told apart', () => {
    const summary = sketchOf([0, 0, 0.01, 10]).summary()
    expect(summary?.p50).toBeLessThanOrEqual(0.05)
    expect(Math.abs((summary?.p99 ?? 0) / 10 - 1)).toBeLessThan(0.11)
  })

  test('keeps the latest value as it was', () => {
    expect(sketchOf([12.5, 7.25]).lastMs).toBe(7.25)
  })

  test('takes one outlier in two hundred for no more than that', () => {
    const values = [...Array.from({ length: 199 }, () => 10), 5_000]
    const summary = sketchOf(values).summary()
    expect(summary?.p99).toBeLessThan(11.1)
    expect(sketchOf([...values, 5_000, 5_000]).summary()?.p99).toBeGreaterThan(4_500)
  })
})

test('A sketch that succeeds another goes on where that stood, apart from it', () => {
  const before = sketchOf([12.5, 7.25])
  const after = sketchOf([100])
  after.succeed(before)
  expect([after.lastMs, after.summary()]).toEqual([7.25, before.summary()])
  after.add(1_000)
  expect(before.summary()).toEqual(sketchOf([12.5, 7.25]).summary())
  after.succeed(new Sketch())
  expect(after.lastMs).toBe(1_000)
})
