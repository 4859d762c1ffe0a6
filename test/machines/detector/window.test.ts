import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { Window } from '../../../src/machines/detector/window.ts'

const HIGHEST = 15_000

function windowOf(size: number, samples: readonly number[]): Window {
  const window = new Window(size, HIGHEST)
  for (const sample of samples) window.add(sample)
  return window
}

/** The same in two passes over all that counts. */
function plainly(size: number, samples: readonly number[]): { mean: number; deviation: number } {
  const kept = samples.slice(-size)
  const mean = kept.reduce((sum, sample) => sum + sample, 0) / kept.length
  const squares = kept.reduce((sum, sample) => sum + (sample - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / kept.length) }
}

describe('the latest samples', () => {
  test.each([
    { size: 4, samples: [], count: 0, mean: 0, deviation: 0 },
    { size: 4, samples: [100], count: 1, mean: 100, deviation: 0 },
    { size: 4, samples: [50, 150], count: 2, mean: 100, deviation: 50 },
    { size: 4, samples: [50, 150, 50, 150], count: 4, mean: 100, deviation: 50 },
    { size: 4, samples: [9_000, 9_000, 50, 150, 50, 150], count: 4, mean: 100, deviation: 50 },
    { size: 1, samples: [7, 300], count: 1, mean: 300, deviation: 0 },
    { size: 3, samples: [0, 0, 0, 0], count: 3, mean: 0, deviation: 0 },
  ])('of $samples in a window of $size are $mean ± $deviation', ({ size, samples, ...expected }) => {
    const window = windowOf(size, samples)
    expect(window.count).toBe(expected.count)
    expect(window.meanMs).toBeCloseTo(expected.mean, 2)
    expect(window.deviationMs).toBeCloseTo(expected.deviation, 2)
  })

  test('have the mean and deviation of a plain sum over them, whatever they are', () => {
    const sample = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: HIGHEST, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(sample, { minLength: 1 }), (size, samples) => {
        const window = windowOf(size, samples)
        const { mean, deviation } = plainly(size, samples)
        expect(Math.abs(window.meanMs - mean)).toBeLessThan(0.002)
        expect(Math.abs(window.deviationMs - deviation)).toBeLessThan(0.002)
      }),
    )
  })

  test('do not drift: after a hundred thousand others, huge ones among them, they are as if they were the first', () => {
    const random = seededRandom('drift')
    const window = new Window(100, HIGHEST)
    for (let n = 0; n < 100_000; n += 1) window.add(random() < 0.1 ? HIGHEST * random() : random())
    const last = Array.from({ length: 100 }, () => 20 + random())
    const fresh = windowOf(100, last)
    for (const sample of last) window.add(sample)
    expect(window.meanMs).toBe(fresh.meanMs)
    expect(window.deviationMs).toBe(fresh.deviationMs)
  })

  test.each([1, 100, 10_000])(
    'that are all the same deviate by exactly 0, however many of %d there are',
    (size) => {
      fc.assert(
        fc.property(
          fc.double({ min: 0, max: HIGHEST, noNaN: true }),
          fc.integer({ min: 1, max: 300 }),
          (sample, times) => {
            expect(windowOf(size, new Array<number>(times).fill(sample)).deviationMs).toBe(0)
          },
        ),
      )
    },
  )

  test.each([
    { odd: Number.NaN, counts: 0 },
    { odd: -5, counts: 0 },
    { odd: -Infinity, counts: 0 },
    { odd: Infinity, counts: HIGHEST },
    { odd: 2 ** 60, counts: HIGHEST },
  ])('count as $counts where they are $odd', ({ odd, counts }) => {
    expect(windowOf(3, [odd, odd]).meanMs).toBeCloseTo(counts, 2)
  })

  test('up to the longest that options allow keep 7 digits', () => {
    const window = new Window(10_000, 2 ** 41)
    for (const sample of [2 ** 40, 2 ** 41]) window.add(sample)
    expect(window.meanMs / (1.5 * 2 ** 40)).toBeCloseTo(1, 6)
    expect(window.deviationMs / 2 ** 39).toBeCloseTo(1, 6)
  })
})
