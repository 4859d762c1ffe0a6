import { describe, expect, test } from 'vitest'
import { type AdaptiveOptions, adaptive } from '../../../src/machines/detector/adaptive.ts'
import { lessons } from '../../../src/machines/detector/lessons.ts'
import { OptionError } from '../../../src/transport/transport.ts'
import { checkDefaults, checkLearner, LIMITS, meanOf, taught } from './support/contract.ts'

function times(count: number, sample: number): number[] {
  return new Array<number>(count).fill(sample)
}

/** SRTT, as RFC 6298 has it. */
function smoothed(samples: readonly number[]): number {
  return samples.reduce((srtt, sample) => srtt + (sample - srtt) / 8)
}

interface Row {
  readonly title: string
  readonly samples: readonly number[]
  readonly options: AdaptiveOptions
  readonly suspect: number
  readonly dead: number
}

const CONSTANT: AdaptiveOptions = {
  margin: 'constant',
  window: 4,
  minSamples: 2,
  suspectMarginMs: 200,
  deadMarginMs: 600,
}
const DEVIATION: AdaptiveOptions = {
  margin: 'deviation',
  minSamples: 2,
  suspectMarginMs: 50,
  deadMarginMs: 100,
  suspectTimes: 4,
  deadTimes: 8,
}

describe('adaptive with a constant margin', () => {
  test.each<Row>([
    { title: 'nothing yet', samples: [], options: CONSTANT, suspect: 5_000, dead: 15_000 },
    { title: 'less than it needs', samples: [100], options: CONSTANT, suspect: 5_000, dead: 15_000 },
    { title: 'regular answers', samples: times(4, 100), options: CONSTANT, suspect: 300, dead: 700 },
    { title: 'irregular ones', samples: [0, 200, 0, 200], options: CONSTANT, suspect: 300, dead: 700 },
    {
      title: 'what has left the window',
      samples: [9_000, ...times(4, 100)],
      options: CONSTANT,
      suspect: 300,
      dead: 700,
    },
    {
      title: 'a peer slower than its limits',
      samples: times(4, 6_000),
      options: CONSTANT,
      suspect: 5_000,
      dead: 6_600,
    },
    {
      title: 'one slower than all',
      samples: times(4, 14_900),
      options: CONSTANT,
      suspect: 5_000,
      dead: 15_000,
    },
    {
      title: 'one margin for both',
      samples: times(4, 100),
      options: { ...CONSTANT, suspectMarginMs: 600 },
      suspect: 700,
      dead: 700,
    },
  ])('after $title suspects at $suspect and convicts at $dead', ({ samples, options, suspect, dead }) => {
    const detector = taught(adaptive(options), samples)
    expect(detector.suspectMs).toBeCloseTo(suspect, 1)
    expect(detector.deadMs).toBeCloseTo(dead, 1)
  })
})

describe('adaptive with a margin of deviations', () => {
  test.each<Row>([
    { title: 'nothing yet', samples: [], options: DEVIATION, suspect: 5_000, dead: 15_000 },
    { title: 'less than it needs', samples: [100], options: DEVIATION, suspect: 5_000, dead: 15_000 },
    // SRTT and RTTVAR are 100 and 37.5; 110 and 57.5; 100 and 63.125.
    { title: 'two answers alike', samples: [100, 100], options: DEVIATION, suspect: 250, dead: 400 },
    { title: 'a later one', samples: [100, 180], options: DEVIATION, suspect: 340, dead: 570 },
    { title: 'a sooner one', samples: [100, 180, 30], options: DEVIATION, suspect: 352.5, dead: 605 },
    { title: 'many alike', samples: times(100, 100), options: DEVIATION, suspect: 150, dead: 200 },
    {
      title: 'other multiples',
      samples: [100, 100],
      options: { ...DEVIATION, suspectTimes: 2, deadTimes: 10 },
      suspect: 175,
      dead: 475,
    },
    {
      title: 'no multiple',
      samples: [100, 180],
      options: { ...DEVIATION, suspectTimes: 0, deadTimes: 0 },
      suspect: 160,
      dead: 210,
    },
    {
      title: 'answers without rule',
      samples: [0, 15_000, 0, 15_000],
      options: DEVIATION,
      suspect: 5_000,
      dead: 15_000,
    },
  ])('after $title suspects at $suspect and convicts at $dead', ({ samples, options, suspect, dead }) => {
    const detector = taught(adaptive(options), samples)
    expect(detector.suspectMs).toBeCloseTo(suspect, 6)
    expect(detector.deadMs).toBeCloseTo(dead, 6)
  })
})

describe('adaptive', () => {
  test.each([
    { late: -1, suspicion: 0 },
    { late: 0, suspicion: 0 },
    { late: 350, suspicion: 0.5 },
    { late: 700, suspicion: 1 },
    { late: 7_000, suspicion: 1 },
  ])('finds a lateness of $late suspicious by $suspicion', ({ late, suspicion }) => {
    expect(taught(adaptive(CONSTANT), times(4, 100)).suspicion(late)).toBeCloseTo(suspicion, 3)
  })

  test('says what it is', () => {
    expect(adaptive()).toMatchObject({ name: 'adaptive', teacher: lessons })
  })

  test.each<{ options: AdaptiveOptions; limits: typeof LIMITS; shortest: number }>([
    { options: {}, limits: LIMITS, shortest: 2_500 },
    { options: {}, limits: { suspectMs: 500, deadMs: 2_000 }, shortest: 250 },
    { options: {}, limits: { suspectMs: 12, deadMs: 30 }, shortest: 10 },
    { options: { deadMarginMs: 700 }, limits: LIMITS, shortest: 700 },
    { options: { suspectMarginMs: 10 }, limits: LIMITS, shortest: 10 },
    { options: { suspectMarginMs: 6_000 }, limits: LIMITS, shortest: 5_000 },
  ])('may suspect from $shortest on with $options and limits of $limits', ({ options, limits, shortest }) => {
    expect(adaptive(options).shortestMs(limits)).toBe(shortest)
  })
})

describe('the defaults of adaptive', () => {
  checkDefaults(adaptive())

  test('suspect a peer that answers in 0.1 s when it is late by 2.6 s, and convict it at 6.1 s', () => {
    const detector = taught(adaptive(), times(100, 100))
    expect(detector.suspectMs).toBeCloseTo(2_600, 6)
    expect(detector.deadMs).toBeCloseTo(6_100, 6)
  })

  test.each<[AdaptiveOptions, AdaptiveOptions]>([
    [{}, { margin: 'deviation', suspectTimes: 4, deadTimes: 8 }],
    [{ margin: 'constant' }, { margin: 'constant', window: 100 }],
    [{ deadTimes: 3 }, { suspectTimes: 3, deadTimes: 3 }],
    [{ suspectMarginMs: 8_000 }, { suspectMarginMs: 8_000, deadMarginMs: 8_000 }],
  ])('are those of the documentation: %o is %o', (short, long) => {
    const written = adaptive({ minSamples: 10, suspectMarginMs: 2_500, deadMarginMs: 6_000, ...long })
    for (const count of [9, 10, 101, 160]) {
      const samples = Array.from({ length: count }, (_, index) => (index % 20 === 0 ? 3_000 : 80))
      const [one, other] = [taught(adaptive(short), samples), taught(written, samples)]
      expect(one.suspectMs).toBe(other.suspectMs)
      expect(one.deadMs).toBe(other.deadMs)
    }
  })

  test.each<AdaptiveOptions>([{}, { margin: 'constant' }])('wait for ten samples: %o', (options) => {
    expect(taught(adaptive(options), times(9, 100)).suspectMs).toBe(LIMITS.suspectMs)
    expect(taught(adaptive(options), times(10, 100)).suspectMs).toBeLessThan(LIMITS.suspectMs)
  })

  test('wait for the window where that is smaller', () => {
    const rule = adaptive({ margin: 'constant', window: 3 })
    expect(taught(rule, times(2, 100)).suspectMs).toBe(LIMITS.suspectMs)
    expect(taught(rule, times(3, 100)).suspectMs).toBeLessThan(LIMITS.suspectMs)
  })
})

describe('the defaults of adaptive with a constant margin', () => {
  checkDefaults(adaptive({ margin: 'constant' }))
})

checkLearner({ name: 'adaptive', rule: adaptive(), centre: smoothed })
checkLearner({
  name: 'adaptive with a constant margin',
  rule: adaptive({ margin: 'constant' }),
  centre: (samples) => meanOf(samples, 100),
})
checkLearner({
  name: 'adaptive with the tightest options',
  rule: adaptive({ minSamples: 1, suspectMarginMs: 10, deadMarginMs: 10, suspectTimes: 0, deadTimes: 0 }),
  centre: smoothed,
})

describe('the options of adaptive', () => {
  test.each<[string, AdaptiveOptions]>([
    ['adaptive.suspectMarginMs', { suspectMarginMs: 9 }],
    ['adaptive.suspectMarginMs', { suspectMarginMs: Number.NaN }],
    ['adaptive.deadMarginMs', { deadMarginMs: 9 }],
    ['adaptive.deadMarginMs', { deadMarginMs: 2 ** 31 + 1 }],
    ['adaptive.deadMarginMs', { suspectMarginMs: 500, deadMarginMs: 499 }],
    ['adaptive.minSamples', { minSamples: 0 }],
    ['adaptive.minSamples', { minSamples: 10_001 }],
    ['adaptive.minSamples', { margin: 'constant', window: 5, minSamples: 6 }],
    ['adaptive.window', { margin: 'constant', window: 0 }],
    ['adaptive.window', { margin: 'constant', window: 10_001 }],
    ['adaptive.suspectTimes', { suspectTimes: -1 }],
    ['adaptive.suspectTimes', { suspectTimes: 9 }],
    ['adaptive.suspectTimes', { suspectTimes: 5, deadTimes: 4 }],
    ['adaptive.deadTimes', { deadTimes: 101 }],
    ['adaptive.deadTimes', { deadTimes: Number.NaN }],
  ])('that cannot be used are refused by name: %s of %o', (option, options) => {
    expect(() => adaptive(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test.each([
    ['adaptive', 'null'],
    ['adaptive', '"constant"'],
    ['adaptive.margin', '{"margin":"wide"}'],
    ['adaptive.suspectMargin', '{"suspectMargin":500}'],
    ['adaptive.deadMarginMs', '{"deadMarginMs":"500"}'],
    ['adaptive.window', '{"window":100}'],
    ['adaptive.deadTimes', '{"margin":"constant","deadTimes":8}'],
  ])('that types would not let through are refused by name as well: %s of %s', (option, json) => {
    expect(() => adaptive(JSON.parse(json))).toThrow(OptionError)
    expect(() => adaptive(JSON.parse(json))).toThrow(expect.objectContaining({ option }))
  })

  test.each<AdaptiveOptions>([
    {
      suspectMarginMs: 2 ** 31,
      deadMarginMs: 2 ** 31,
      minSamples: 10_000,
      suspectTimes: 100,
      deadTimes: 100,
    },
    { margin: 'constant', window: 10_000, minSamples: 10_000, suspectMarginMs: 10, deadMarginMs: 10 },
  ])('may go to their limits: %o', (options) => {
    expect(adaptive(options).detector(LIMITS)).toMatchObject(LIMITS)
  })
})
