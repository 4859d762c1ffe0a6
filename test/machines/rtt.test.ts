import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { RoundTrips, RttSketch } from '../../src/machines/rtt.ts'

/** The exact quantile by nearest rank. */
function exact(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

function sketchOf(values: readonly number[]): RttSketch {
  const sketch = new RttSketch()
  for (const value of values) sketch.add(value)
  return sketch
}

const times = fc.array(fc.double({ min: Math.log(0.05), max: Math.log(60_000), noNaN: true }).map(Math.exp), {
  minLength: 1,
  maxLength: 300,
})

describe('the sketch of round-trip times', () => {
  test('says nothing while nothing was measured', () => {
    expect(new RttSketch().summary()).toBeNull()
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
    { situation: 'zero', ms: 0, p50: 0.05 },
    { situation: 'less than nothing, after the clock was wrong', ms: -3, p50: 0.05 },
    { situation: 'a microsecond', ms: 0.001, p50: 0.05 },
  ])('counts $situation as its smallest', ({ ms, p50 }) => {
    const summary = sketchOf([ms]).summary()
    expect(summary?.p50).toBeGreaterThan(0)
    expect(summary?.p50).toBeLessThanOrEqual(p50)
  })

  test('counts what is slower than its range as its largest, which is more than a minute', () => {
    const hour = sketchOf([3_600_000]).summary()
    expect(hour).toEqual(sketchOf([100_000]).summary())
    expect(hour?.p50).toBeGreaterThan(60_000)
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

describe('round trips', () => {
  test('are measured from a beat to its answer', () => {
    const trips = new RoundTrips()
    trips.sent(1_000)
    expect(trips.awaited).toBe(1)
    trips.answered(1_012.5)
    expect(trips.awaited).toBe(0)
    expect(trips.sketch?.lastMs).toBe(12.5)
  })

  test('are not measured by an answer that nobody asked for', () => {
    const trips = new RoundTrips()
    trips.answered(5)
    expect(trips.sketch).toBeNull()
    trips.sent(1_000)
    trips.answered(1_010)
    trips.answered(1_500)
    expect(trips.sketch?.lastMs).toBe(10)
  })

  test('are not guessed while two beats wait: whose answer it is, is not known', () => {
    const trips = new RoundTrips()
    trips.sent(1_000)
    trips.sent(2_000)
    trips.answered(2_001)
    expect(trips.sketch).toBeNull()
    expect(trips.awaited).toBe(1)
  })

  test('are measured again once every answer has come', () => {
    const trips = new RoundTrips()
    trips.sent(1_000)
    trips.sent(2_000)
    trips.answered(2_500)
    trips.answered(2_501)
    // The second answer is that of the second beat.
    expect(trips.sketch?.lastMs ?? 501).toBe(501)
    trips.sent(3_000)
    trips.answered(3_030)
    expect(trips.sketch?.lastMs).toBe(30)
  })

  test('of an older link are forgotten with it', () => {
    const trips = new RoundTrips()
    trips.sent(1_000)
    trips.reset()
    expect(trips.awaited).toBe(0)
    trips.sent(5_000)
    trips.answered(5_007)
    expect(trips.sketch?.lastMs).toBe(7)
  })

  test('are known when an answer is said to be the latest beat’s, however many went unanswered', () => {
    const trips = new RoundTrips()
    for (const at of [1_000, 2_000, 3_000]) trips.sent(at)
    trips.answeredLatest(3_015)
    expect(trips.sketch?.lastMs).toBe(15)
    expect(trips.awaited).toBe(0)
    // The earlier ones will not be answered any more, so the next is measured again.
    trips.sent(4_000)
    trips.answeredLatest(4_020)
    expect(trips.sketch?.lastMs).toBe(20)
  })

  test('are not made of an answer said to be the latest where none is awaited', () => {
    const trips = new RoundTrips()
    trips.answeredLatest(5)
    expect(trips.sketch).toBeNull()
  })

  test.each([2, 16, 17, 18, 33, 40])(
    'are not guessed when a peer thaws and answers %d beats at once',
    (beats) => {
      const trips = new RoundTrips()
      for (let beat = 1; beat <= beats; beat += 1) trips.sent(beat * 1_000)
      const thawed = beats * 1_000 + 900
      for (let beat = 1; beat < beats; beat += 1) trips.answered(thawed)
      // None of these was the answer to the last beat, whose time alone is known.
      expect(trips.sketch).toBeNull()
      trips.answered(thawed + 10)
      expect(trips.sketch?.lastMs ?? 910).toBe(910)
    },
  )
})
