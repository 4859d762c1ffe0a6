import { describe, expect, test } from 'vitest'
import { type Arrivals, crashAt } from '../../../scripts/detection/arrivals.ts'
import { meanDetection, measure, WARM_UP } from '../../../scripts/detection/measure.ts'
import { SUBJECTS } from '../../../scripts/detection/subjects.ts'
import { Tuner } from '../../../scripts/detection/tune.ts'
import { watch } from '../../../scripts/detection/watch.ts'
import { adaptive } from '../../../src/machines/detector/adaptive.ts'
import { fixedDetector } from '../../../src/machines/detector/fixed.ts'

const EVERY = 1_000
const JUDGED = 1_000
const SENT = WARM_UP + JUDGED

/** Each heartbeat arrives after 100 ms, but for those that never do. */
function without(...lost: readonly number[]): Arrivals {
  const number = Int32Array.from({ length: SENT }, (_, index) => index).filter(
    (index) => !lost.includes(index),
  )
  const last = Int32Array.from({ length: SENT }, (_, sent) => number.findLastIndex((index) => index <= sent))
  return {
    sent: SENT,
    everyMs: EVERY,
    at: Float64Array.from(number, (index) => index * EVERY + 100),
    number,
    last,
  }
}

const JUDGE = fixedDetector({ suspectMs: 1_500, deadMs: 3_500 })

describe('A detector that was watched', () => {
  test('makes no mistake while all heartbeats come, and detects within interval, timeout and delay', () => {
    const { detection, mistakesPerHour, wronglySuspect, verdictMs, hours } = measure(watch(without(), JUDGE))
    expect([mistakesPerHour, wronglySuspect]).toEqual([0, 0])
    expect(detection.mean).toBeCloseTo(EVERY / 2 + 1_500 + 100, -1)
    expect(detection.worst).toBeLessThanOrEqual(EVERY + 1_500 + 100)
    expect(detection.worst).toBeGreaterThan(EVERY + 1_500 + 95)
    expect(detection.p99).toBeCloseTo(0.99 * EVERY + 1_600, -2)
    expect(verdictMs - detection.mean).toBeCloseTo(2_000, 6)
    expect(hours).toBeCloseTo(JUDGED / 3_600, 9)
  })

  test('is wrong once for each gap that is longer than its patience, until the next heartbeat', () => {
    const at = WARM_UP + 100
    const watched = watch(without(at, at + 1, at + 50, at + 200, at + 201, at + 202, at + 203), JUDGE)
    const { mistakesPerHour, mistakeMs, falseVerdictsPerHour, wronglySuspect, hours } = measure(watched)
    // One lost: late by 1 s. Two: by 2 s, suspect for 0.5 s. Four: by 4 s, suspect for 2.5 s, dead for 0.5 s.
    expect(mistakesPerHour * hours).toBeCloseTo(2, 9)
    expect(mistakeMs).toBeCloseTo(1_500, 6)
    expect(falseVerdictsPerHour * hours).toBeCloseTo(1, 9)
    expect(wronglySuspect).toBeCloseTo(3_000 / (JUDGED * EVERY), 9)
  })

  test('is not judged by what happened while it warmed up', () => {
    expect(measure(watch(without(10, 11, 12), JUDGE)).mistakesPerHour).toBe(0)
  })

  test('can be judged by some intervals alone', () => {
    const at = WARM_UP + 100
    const watched = watch(without(at, at + 1), JUDGE)
    const { hours, mistakesPerHour } = measure(watched, (interval) => interval < at + 10)
    expect(hours).toBeCloseTo(110 / 3_600, 9)
    expect(mistakesPerHour * hours).toBeCloseTo(1, 9)
    expect(measure(watched, (interval) => interval >= at + 10).mistakesPerHour).toBe(0)
  })

  test('has detected already when it was suspecting before the crash', () => {
    const lost = Array.from({ length: 10 }, (_, index) => SENT - 1 - index)
    const { detection } = measure(watch(without(...lost), JUDGE), (interval) => interval >= SENT - 5)
    expect(detection).toEqual({ mean: 0, p99: 0, worst: 0 })
  })

  test('is taught what a connection would teach it', () => {
    const rule = () => adaptive({ margin: 'constant', suspectMarginMs: 500, deadMarginMs: 500 })
    const limits = { suspectMs: 5_000, deadMs: 15_000 }
    const gaps = watch(without(), rule().detector(limits))
    const answers = watch(without(), rule().detector(limits), 'answers')
    // Nothing is ever late; a round trip takes 100 ms.
    expect(gaps.suspectMs.at(-1)).toBeCloseTo(500, 3)
    expect(answers.suspectMs.at(-1)).toBeCloseTo(600, 3)
    expect(gaps.suspectMs[0]).toBe(5_000)
  })
})

describe('Tuned to a detection time', () => {
  test.each(SUBJECTS)('$name has it on average', (subject) => {
    const arrivals = without(...Array.from({ length: 40 }, (_, index) => WARM_UP + 23 * index))
    const tuned = new Tuner(subject, arrivals).to(1_500)
    expect(tuned).not.toBeNull()
    if (tuned !== null) expect(Math.abs(meanDetection(tuned.watched) / 1_500 - 1)).toBeLessThan(0.002)
  })

  test('that nobody can have, there is none', () => {
    const [fixed] = SUBJECTS
    if (fixed === undefined) throw new Error('no subjects')
    const tuner = new Tuner(fixed, without())
    expect(tuner.to(300)).toBeNull()
    expect(tuner.to(100_000)).toBeNull()
    expect(tuner.to(3_000)?.free).toBeCloseTo(2_400, -1)
  })
})

test('Whoever crashes later in an interval is suspected the sooner', () => {
  expect(crashAt(1)).toBeGreaterThan(1)
  const early = measure(watch(without(), JUDGE), (interval) => crashAt(interval) % 1 < 0.1).detection.mean
  const late = measure(watch(without(), JUDGE), (interval) => crashAt(interval) % 1 > 0.9).detection.mean
  expect(early - late).toBeCloseTo(900, -1)
})
