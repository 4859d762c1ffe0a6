import { describe, expect, test } from 'vitest'
import { lessons } from '../../../src/machines/detector/lessons.ts'
import { zAt } from '../../../src/machines/detector/normal.ts'
import { type PhiOptions, phi } from '../../../src/machines/detector/phi.ts'
import { OptionError } from '../../../src/transport/transport.ts'
import { checkDefaults, checkLearner, LIMITS, meanOf, taught } from './support/contract.ts'

function times(count: number, sample: number): number[] {
  return new Array<number>(count).fill(sample)
}

/** z(1) = 1.28155, z(8) = 5.61200. */
const PLAIN: PhiOptions = {
  window: 4,
  minSamples: 2,
  minDeviationMs: 10,
  acceptablePauseMs: 0,
  suspectAt: 1,
  threshold: 8,
}

describe('phi', () => {
  test.each<{ title: string; samples: number[]; options?: PhiOptions; suspect: number; dead: number }>([
    { title: 'nothing yet', samples: [], suspect: 5_000, dead: 15_000 },
    { title: 'less than it needs', samples: [100], suspect: 5_000, dead: 15_000 },
    { title: 'regular answers', samples: times(4, 100), suspect: 112.82, dead: 156.12 },
    { title: 'a deviation of 50', samples: [50, 150, 50, 150], suspect: 164.08, dead: 380.6 },
    { title: 'what has left the window', samples: [4_000, 50, 150, 50, 150], suspect: 164.08, dead: 380.6 },
    { title: 'answers at once', samples: times(4, 0), suspect: 12.82, dead: 56.12 },
    {
      title: 'a pause that is no reason for doubt',
      samples: times(4, 100),
      options: { acceptablePauseMs: 1_000 },
      suspect: 1_112.82,
      dead: 1_156.12,
    },
    {
      title: 'other thresholds',
      samples: times(4, 100),
      options: { suspectAt: 3, threshold: 12 },
      suspect: 130.9,
      dead: 170.34,
    },
    {
      title: 'one threshold for both',
      samples: times(4, 100),
      options: { suspectAt: 8, threshold: 8 },
      suspect: 156.12,
      dead: 156.12,
    },
    {
      title: 'a window of 1',
      samples: [4_000, 30],
      options: { window: 1, minSamples: 1 },
      suspect: 42.82,
      dead: 86.12,
    },
    { title: 'a peer slower than its limits', samples: times(4, 6_000), suspect: 5_000, dead: 6_056.12 },
    {
      title: 'a peer that varies without bounds',
      samples: [0, 15_000, 0, 15_000],
      suspect: 5_000,
      dead: 15_000,
    },
  ])('after $title suspects at $suspect and convicts at $dead', ({ samples, options, suspect, dead }) => {
    const detector = taught(phi({ ...PLAIN, ...options }), samples)
    expect(detector.suspectMs).toBeCloseTo(suspect, 1)
    expect(detector.deadMs).toBeCloseTo(dead, 1)
  })

  test.each([
    { late: 0, suspicion: 0 },
    { late: 112.82, suspicion: 1 / 8 },
    { late: 130.9, suspicion: 3 / 8 },
    { late: 156, suspicion: 7.97 / 8 },
    { late: 156.2, suspicion: 1 },
  ])('finds a lateness of $late suspicious by φ / 8 = $suspicion', ({ late, suspicion }) => {
    expect(taught(phi(PLAIN), times(4, 100)).suspicion(late)).toBeCloseTo(suspicion, 2)
  })

  test('is certain at the verdict, whatever is lost to rounding on the way there', () => {
    for (let threshold = 0.5; threshold <= 20; threshold += 0.25) {
      const rule = phi({ threshold, window: 4, minSamples: 2 })
      const detector = taught(rule, [100, 101, 102, 103], { suspectMs: 5_000, deadMs: 60_000 })
      expect(detector.suspicion(detector.deadMs)).toBe(1)
    }
  })

  test('is as suspicious as the fixed detector until it has learned enough, and by its limit at the least', () => {
    const rule = phi(PLAIN)
    expect(taught(rule, []).suspicion(7_500)).toBe(0.5)
    expect(taught(rule, [0, 15_000, 0, 15_000]).suspicion(13_500)).toBeGreaterThanOrEqual(0.9)
  })

  test('says what it is', () => {
    expect(phi()).toMatchObject({ name: 'phi', teacher: lessons })
  })

  test.each([
    { options: {}, limits: LIMITS, shortest: 3_744.76 },
    { options: {}, limits: { suspectMs: 500, deadMs: 2_000 }, shortest: 374.48 },
    { options: {}, limits: { suspectMs: 10, deadMs: 10 }, shortest: 10 },
    { options: PLAIN, limits: LIMITS, shortest: 12.82 },
    { options: { acceptablePauseMs: 6_000 }, limits: LIMITS, shortest: 5_000 },
    { options: { ...PLAIN, minDeviationMs: 10 / zAt(1) }, limits: LIMITS, shortest: 10 },
  ])('may suspect from $shortest on with $options and limits of $limits', ({ options, limits, shortest }) => {
    expect(phi(options).shortestMs(limits)).toBeCloseTo(shortest, 2)
  })
})

describe('the defaults of phi', () => {
  checkDefaults(phi())

  // The table of its documentation: a peer that answers in 0.1 s.
  test.each([
    { threshold: 1, late: 3.1 },
    { threshold: 2, late: 3.8 },
    { threshold: 3, late: 4.4 },
    { threshold: 5, late: 5.3 },
    { threshold: 8, late: 6.3 },
    { threshold: 12, late: 7.4 },
    { threshold: 16, late: 8.3 },
  ])('convict at φ = $threshold a peer that is late by $late s', ({ threshold, late }) => {
    const { deadMs } = taught(phi({ threshold }), times(100, 100))
    expect(deadMs / 1_000).toBeCloseTo(late, 1)
  })

  test('are those of the documentation', () => {
    const written = phi({
      window: 100,
      minSamples: 10,
      minDeviationMs: 750,
      acceptablePauseMs: 2_000,
      suspectAt: 2,
      threshold: 8,
    })
    for (const count of [9, 10, 101, 160]) {
      const samples = [...times(60, 2_500), ...times(count, 50)].slice(-count)
      expect({ ...taught(phi(), samples) }).toEqual({ ...taught(written, samples) })
    }
  })

  test('wait for ten samples, or for the window where that is smaller', () => {
    expect(taught(phi(), times(9, 100)).suspectMs).toBe(LIMITS.suspectMs)
    expect(taught(phi(), times(10, 100)).suspectMs).toBeLessThan(LIMITS.suspectMs)
    expect(taught(phi({ window: 3 }), times(2, 100)).suspectMs).toBe(LIMITS.suspectMs)
    expect(taught(phi({ window: 3 }), times(3, 100)).suspectMs).toBeLessThan(LIMITS.suspectMs)
  })
})

checkLearner({ name: 'phi', rule: phi(), centre: (samples) => meanOf(samples, 100) })
checkLearner({
  name: 'phi with a window of 1',
  rule: phi({ window: 1 }),
  centre: (samples) => meanOf(samples, 1),
})
checkLearner({
  name: 'phi with the tightest options',
  rule: phi({
    window: 7,
    minSamples: 1,
    minDeviationMs: 21,
    acceptablePauseMs: 0,
    suspectAt: 0.5,
    threshold: 0.5,
  }),
  centre: (samples) => meanOf(samples, 7),
})

describe('the options of phi', () => {
  test.each<[string, PhiOptions]>([
    ['phi.window', { window: 0 }],
    ['phi.window', { window: 10_001 }],
    ['phi.window', { window: 1.5 }],
    ['phi.minSamples', { minSamples: 0 }],
    ['phi.minSamples', { window: 5, minSamples: 6 }],
    ['phi.minDeviationMs', { minDeviationMs: 0 }],
    ['phi.minDeviationMs', { minDeviationMs: Number.NaN }],
    ['phi.minDeviationMs', { minDeviationMs: 4, acceptablePauseMs: 0 }],
    ['phi.minDeviationMs', { minDeviationMs: 20, acceptablePauseMs: 0, suspectAt: 0.5 }],
    ['phi.acceptablePauseMs', { acceptablePauseMs: -1 }],
    ['phi.acceptablePauseMs', { acceptablePauseMs: Infinity }],
    ['phi.suspectAt', { suspectAt: 0.4 }],
    ['phi.suspectAt', { suspectAt: 8.1 }],
    ['phi.suspectAt', { suspectAt: Number.NaN }],
    ['phi.suspectAt', { suspectAt: 4, threshold: 3 }],
    ['phi.threshold', { threshold: 0.4 }],
    ['phi.threshold', { threshold: 101 }],
    ['phi.threshold', { threshold: Number.NaN, suspectAt: 1 }],
  ])('that cannot be used are refused by name: %s of %o', (option, options) => {
    expect(() => phi(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test.each([
    ['phi', 'null'],
    ['phi', '8'],
    ['phi.treshold', '{"treshold":8}'],
    ['phi.threshold', '{"threshold":"8"}'],
  ])('that types would not let through are refused by name as well: %s of %s', (option, json) => {
    expect(() => phi(JSON.parse(json))).toThrow(OptionError)
    expect(() => phi(JSON.parse(json))).toThrow(expect.objectContaining({ option }))
  })

  test.each<PhiOptions>([
    {
      window: 1,
      minSamples: 1,
      minDeviationMs: 2 ** 31,
      acceptablePauseMs: 2 ** 31,
      suspectAt: 0.5,
      threshold: 0.5,
    },
    {
      window: 10_000,
      minSamples: 10_000,
      minDeviationMs: 1,
      acceptablePauseMs: 10,
      suspectAt: 100,
      threshold: 100,
    },
    { threshold: 1 },
    // In proportion to the limits there is always time enough, whatever the other one is.
    { acceptablePauseMs: 0 },
    { minDeviationMs: 1 },
  ])('may go to their limits: %o', (options) => {
    expect(phi(options).detector(LIMITS)).toMatchObject(LIMITS)
  })
})
