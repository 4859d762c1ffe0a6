/** What is asked of every rule that learns, whatever its options. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../src/clock/random.ts'
import type { Detector, DetectorLimits, DetectorRule } from '../../../../src/machines/detector/detector.ts'

/** The default limits: 5 s, and as much again for each of three misses. */
export const LIMITS: DetectorLimits = { suspectMs: 5_000, deadMs: 15_000 }

/** What rounding may do, in ms. */
const EPSILON = 0.01

export interface Learner {
  readonly name: string
  readonly rule: DetectorRule
  /** The lateness that it expects after these samples. */
  readonly centre: (samples: readonly number[]) => number
}

export function taught(rule: DetectorRule, samples: Iterable<number>, limits = LIMITS): Detector {
  const detector = rule.detector(limits)
  for (const sample of samples) detector.learn(sample)
  return detector
}

/** The mean of the last `size`. */
export function meanOf(samples: readonly number[], size: number): number {
  const kept = samples.slice(-size)
  return kept.reduce((sum, sample) => sum + sample, 0) / kept.length
}

const someLimits = fc
  .record({ suspectMs: fc.integer({ min: 10, max: 2 ** 31 }), forMs: fc.integer({ min: 0, max: 2 ** 33 }) })
  .map(({ suspectMs, forMs }) => ({ suspectMs, deadMs: suspectMs + forMs }))
const late = fc.double({ min: 0, max: LIMITS.deadMs, noNaN: true })
const oddly = fc.oneof(
  late,
  fc.double(),
  fc.constantFrom(0, -0, 1e-300, 2 ** 31, 2 ** 60, Infinity, -Infinity, Number.NaN, -1),
)

export function checkLearner({ name, rule, centre }: Learner): void {
  describe(`${name}, whatever it learns,`, () => {
    test('stays within its limits, and never suspects sooner than it says it may', () => {
      fc.assert(
        fc.property(someLimits, fc.array(oddly, { maxLength: 60 }), (limits, samples) => {
          const detector = rule.detector(limits)
          const shortestMs = rule.shortestMs(limits)
          expect(shortestMs).toBeGreaterThanOrEqual(10)
          for (const sample of samples) {
            detector.learn(sample)
            expect(detector.suspectMs).toBeGreaterThanOrEqual(shortestMs)
            expect(detector.suspectMs).toBeLessThanOrEqual(limits.suspectMs)
            expect(detector.deadMs).toBeGreaterThanOrEqual(detector.suspectMs)
            expect(detector.deadMs).toBeLessThanOrEqual(limits.deadMs)
          }
        }),
      )
    })

    test('finds silence more suspicious the longer it lasts: 0 when nothing is due, 1 at the verdict', () => {
      fc.assert(
        fc.property(fc.array(oddly, { maxLength: 60 }), late, late, (samples, one, other) => {
          const detector = taught(rule, samples)
          const [sooner, later] = [Math.min(one, other), Math.max(one, other)]
          expect(detector.suspicion(sooner)).toBeLessThanOrEqual(detector.suspicion(later))
          expect(detector.suspicion(0)).toBe(0)
          expect(detector.suspicion(detector.deadMs)).toBe(1)
          expect(detector.suspicion(Infinity)).toBe(1)
          expect(detector.suspicion(detector.deadMs * 0.99)).toBeLessThan(1)
        }),
      )
    })

    test('suspects and convicts a more regular peer no later than a less regular one that is as late on average', () => {
      const samples = fc.array(late, { minLength: 150, maxLength: 200 })
      fc.assert(
        fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (irregular, share) => {
          const middle = centre(irregular)
          const regular = irregular.map((sample) => middle + share * (sample - middle))
          const [one, other] = [taught(rule, regular), taught(rule, irregular)]
          expect(one.suspectMs).toBeLessThanOrEqual(other.suspectMs + EPSILON)
          expect(one.deadMs).toBeLessThanOrEqual(other.deadMs + EPSILON)
        }),
      )
    })

    test('gives a peer that has just been found later than usual more time, not less', () => {
      fc.assert(
        fc.property(fc.double({ min: 1, max: 500, noNaN: true }), (usual) => {
          const detector = taught(rule, new Array<number>(200).fill(usual))
          const before = { ...detector }
          detector.learn(4_900)
          expect(detector.suspectMs).toBeGreaterThan(before.suspectMs)
          expect(detector.deadMs).toBeGreaterThan(before.deadMs)
        }),
      )
    })

    test('teaches each link for itself', () => {
      const other = rule.detector(LIMITS)
      taught(rule, new Array<number>(200).fill(1))
      expect(other).toMatchObject(LIMITS)
    })
  })
}

/**
 * Round trips over TCP on the internet, as latenesses: a base of 20 to 200 ms, queues, and now and then (in runs, as
 * losses come) a retransmission that takes 0.2 to 3 s.
 */
function* overTcp(seed: string, beats: number): Generator<number> {
  const random = seededRandom(seed)
  const base = 20 + 180 * random()
  let isLossy = false
  for (let beat = 0; beat < beats; beat += 1) {
    isLossy = random() < (isLossy ? 0.5 : 0.02)
    const queue = -Math.log(1 - random()) * base * 0.2
    yield base + queue + (isLossy ? 200 + 2_800 * random() : 0)
  }
}

/** What is asked of a rule with its own defaults, at the default limits of a heartbeat. */
export function checkDefaults(rule: DetectorRule): void {
  test('convict nobody over TCP on the internet, suspect hardly anybody, and find the dead in half the time', () => {
    let [suspicions, verdicts] = [0, 0]
    let waitedMs = 0
    const [links, beats] = [100, 1_000]
    for (let link = 0; link < links; link += 1) {
      const detector = rule.detector(LIMITS)
      for (const sample of overTcp(`${link}`, beats)) {
        if (sample >= detector.suspectMs) suspicions += 1
        if (sample >= detector.deadMs) verdicts += 1
        detector.learn(sample)
      }
      waitedMs += detector.deadMs
    }
    expect(verdicts).toBe(0)
    expect(suspicions / links / beats).toBeLessThan(0.01)
    expect(waitedMs / links).toBeLessThan(LIMITS.deadMs / 2)
  })
}
