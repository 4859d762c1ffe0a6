import { describe, expect, test } from 'vitest'
import { RoundTrips } from '../../src/machines/round-trips.ts'
import { Sketch } from '../../src/machines/sketch.ts'

describe('round trips', () => {
  test('of all connections are noted together, too', () => {
    const sum = new Sketch()
    for (const tripMs of [10, 30]) {
      const trips = new RoundTrips(sum)
      trips.sent(1_000)
      trips.answered(1_000 + tripMs)
      expect(trips.sketch?.summary()).toEqual({ p50: tripMs, p99: tripMs })
    }
    // Right within 10 %.
    expect(sum.summary()?.p50).toBeLessThan(11)
    expect(sum.summary()?.p99).toBeGreaterThan(27)
  })

  test('are measured from a beat to its answer', () => {
    const trips = new RoundTrips(new Sketch())
    trips.sent(1_000)
    expect(trips.awaited).toBe(1)
    trips.answered(1_012.5)
    expect(trips.awaited).toBe(0)
    expect(trips.sketch?.lastMs).toBe(12.5)
  })

  test('are measured to the microsecond, from wherever in a millisecond the beat left', () => {
    const trips = new RoundTrips(new Sketch())
    trips.sent(1_000.25)
    trips.answered(1_012.375)
    expect(trips.sketch?.lastMs).toBe(12.125)
  })

  test.each([
    { heard: 'just when the beat left', deafAt: 1_000, lastMs: 12 },
    { heard: 'only after that', deafAt: 1_001, lastMs: undefined },
  ])('are measured where we could hear from when the beat left on: here $heard', ({ deafAt, lastMs }) => {
    const trips = new RoundTrips(new Sketch())
    trips.sent(1_000)
    trips.answered(1_012, deafAt)
    expect(trips.sketch?.lastMs).toBe(lastMs)
  })

  test('are not measured by an answer that nobody asked for', () => {
    const trips = new RoundTrips(new Sketch())
    trips.answered(5)
    expect(trips.sketch).toBeNull()
    trips.sent(1_000)
    trips.answered(1_010)
    trips.answered(1_500)
    expect(trips.sketch?.lastMs).toBe(10)
  })

  test('are not guessed while two beats wait: whose answer it is, is not known', () => {
    const trips = new RoundTrips(new Sketch())
    trips.sent(1_000)
    trips.sent(2_000)
    trips.answered(2_001)
    expect(trips.sketch).toBeNull()
    expect(trips.awaited).toBe(1)
  })

  test('are measured again once every answer has come', () => {
    const trips = new RoundTrips(new Sketch())
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
    const trips = new RoundTrips(new Sketch())
    trips.sent(1_000)
    trips.reset()
    expect(trips.awaited).toBe(0)
    trips.sent(5_000)
    trips.answered(5_007)
    expect(trips.sketch?.lastMs).toBe(7)
  })

  test('are known when an answer is said to be the latest beat’s, however many went unanswered', () => {
    const trips = new RoundTrips(new Sketch())
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
    const trips = new RoundTrips(new Sketch())
    trips.answeredLatest(5)
    expect(trips.sketch).toBeNull()
  })

  test.each([2, 16, 17, 18, 33, 40])(
    'are not guessed when a peer thaws and answers %d beats at once',
    (beats) => {
      const trips = new RoundTrips(new Sketch())
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
