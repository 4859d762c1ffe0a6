import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import {
  type BackoffOptions,
  backoffOf,
  ceilingMs,
  delayMs,
  type Jitter,
} from '../../src/machines/backoff.ts'
import { OptionError } from '../../src/transport/transport.ts'

const JITTERS: readonly Jitter[] = ['none', 'full', 'equal', 'decorrelated']

const someBackoff = fc
  .record({
    firstMs: fc.integer({ min: 1, max: 10_000 }),
    factor: fc.double({ min: 1, max: 100, noNaN: true }),
    more: fc.integer({ min: 0, max: 1_000_000 }),
    jitter: fc.constantFrom(...JITTERS),
  })
  .map(({ firstMs, factor, more, jitter }) => backoffOf({ firstMs, factor, maxMs: firstMs + more, jitter }))
const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('the options of a back-off', () => {
  test('have the defaults that the documentation states', () => {
    expect(backoffOf()).toEqual({
      firstMs: 1_000,
      factor: 2,
      maxMs: 60_000,
      jitter: 'full',
      attempts: Infinity,
      stableMs: 5_000,
    })
  })

  test('with a first delay beyond the default cap raise the cap to it', () => {
    expect(backoffOf({ firstMs: 90_000 }).maxMs).toBe(90_000)
  })

  test('cannot be changed behind the back of the connections that share them', () => {
    expect(Object.isFrozen(backoffOf())).toBe(true)
  })

  test.each<[string, BackoffOptions]>([
    ['backoff.firstMs', { firstMs: 0 }],
    ['backoff.firstMs', { firstMs: Number.NaN }],
    ['backoff.firstMs', { firstMs: 2 ** 31 + 1 }],
    ['backoff.maxMs', { maxMs: -1 }],
    ['backoff.maxMs', { maxMs: 999 }],
    ['backoff.maxMs', { firstMs: 5_000, maxMs: 4_999 }],
    ['backoff.maxMs', { maxMs: Infinity }],
    ['backoff.factor', { factor: 0.99 }],
    ['backoff.factor', { factor: 101 }],
    ['backoff.attempts', { attempts: 0 }],
    ['backoff.attempts', { attempts: 1.5 }],
    ['backoff.attempts', { attempts: -Infinity }],
    ['backoff.stableMs', { stableMs: -1 }],
    ['backoff.stableMs', { stableMs: Number.NaN }],
  ])('that cannot be used are refused by name: %s of %o', (option, options) => {
    expect(() => backoffOf(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test.each([
    ['backoff.jitter', '{"jitter":"some"}'],
    ['backoff.first', '{"first":1000}'],
    ['backoff.firstMs', '{"firstMs":"1000"}'],
  ])('that types would not let through are refused by name as well: %s of %s', (option, json) => {
    const thrown = catching(() => backoffOf(JSON.parse(json)))
    expect(thrown).toBeInstanceOf(OptionError)
    expect(thrown).toMatchObject({ option })
  })

  test('with a cap below the first delay are told both', () => {
    expect(() => backoffOf({ firstMs: 5_000, maxMs: 4_999 })).toThrow(
      new OptionError('backoff.maxMs', 'expected at least backoff.firstMs (5000 ms), got 4999'),
    )
  })

  test.each<BackoffOptions>([
    { firstMs: 1, maxMs: 1, factor: 1, attempts: 1, stableMs: 0 },
    { firstMs: 2 ** 31, maxMs: 2 ** 31, factor: 100, attempts: Infinity, stableMs: 2 ** 31 },
  ])('may go to their limits: %o', (options) => {
    expect(backoffOf(options)).toMatchObject(options)
  })
})

describe('without jitter', () => {
  test.each([
    { attempt: 1, delay: 1_000 },
    { attempt: 2, delay: 2_000 },
    { attempt: 3, delay: 4_000 },
    { attempt: 6, delay: 32_000 },
    { attempt: 7, delay: 60_000 },
    { attempt: 8, delay: 60_000 },
    { attempt: 5_000, delay: 60_000 },
  ])('the delay after failure $attempt is $delay ms', ({ attempt, delay }) => {
    expect(delayMs(backoffOf({ jitter: 'none' }), attempt, 0, () => 0.5)).toBe(delay)
  })

  test('a factor of 1 keeps the delay as it is', () => {
    const backoff = backoffOf({ factor: 1, jitter: 'none' })
    expect([1, 2, 100].map((attempt) => delayMs(backoff, attempt, 0, () => 0))).toEqual([1_000, 1_000, 1_000])
  })
})

describe('the draw decides where in the envelope a delay falls', () => {
  test.each<{ jitter: Jitter; attempt: number; before: number; draw: number; delay: number }>([
    { jitter: 'full', attempt: 1, before: 0, draw: 0, delay: 0 },
    { jitter: 'full', attempt: 1, before: 0, draw: 0.25, delay: 250 },
    { jitter: 'full', attempt: 3, before: 0, draw: 0.5, delay: 2_000 },
    { jitter: 'full', attempt: 20, before: 0, draw: 0.5, delay: 30_000 },
    { jitter: 'full', attempt: 20, before: 60_000, draw: 0, delay: 0 },
    { jitter: 'equal', attempt: 1, before: 0, draw: 0, delay: 500 },
    { jitter: 'equal', attempt: 1, before: 0, draw: 0.5, delay: 750 },
    { jitter: 'equal', attempt: 20, before: 0, draw: 0, delay: 30_000 },
    { jitter: 'equal', attempt: 20, before: 0, draw: 0.5, delay: 45_000 },
    { jitter: 'decorrelated', attempt: 1, before: 0, draw: 0.9, delay: 1_000 },
    { jitter: 'decorrelated', attempt: 2, before: 1_000, draw: 0, delay: 1_000 },
    { jitter: 'decorrelated', attempt: 2, before: 1_000, draw: 0.5, delay: 2_000 },
    { jitter: 'decorrelated', attempt: 9, before: 4_000, draw: 0.5, delay: 6_500 },
    { jitter: 'decorrelated', attempt: 9, before: 60_000, draw: 0.9, delay: 60_000 },
    { jitter: 'decorrelated', attempt: 9, before: 60_000, draw: 0.1, delay: 18_900 },
  ])('$jitter, failure $attempt, $before ms before, draw $draw: $delay ms', (row) => {
    expect(delayMs(backoffOf({ jitter: row.jitter }), row.attempt, row.before, () => row.draw)).toBe(
      row.delay,
    )
  })
})

describe('every delay', () => {
  test('lies inside its envelope, in whole milliseconds, at the cap too', () => {
    fc.assert(
      fc.property(someBackoff, fc.integer({ min: 1, max: 2_000 }), draws, draws, (backoff, attempt, a, b) => {
        const before = Math.round(a * backoff.maxMs)
        const delay = delayMs(backoff, attempt, before, () => b)
        const ceiling = Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1))
        expect(Number.isInteger(delay)).toBe(true)
        expect(delay).toBeLessThanOrEqual(backoff.maxMs)
        const [lowest, highest] = {
          none: [Math.floor(ceiling), Math.floor(ceiling)],
          full: [0, Math.floor(ceiling)],
          equal: [Math.floor(ceiling / 2), Math.floor(ceiling)],
          decorrelated: [backoff.firstMs, Math.max(backoff.firstMs, 3 * before)],
        }[backoff.jitter] ?? [Number.NaN, Number.NaN]
        expect(delay).toBeGreaterThanOrEqual(lowest ?? Number.NaN)
        expect(delay).toBeLessThanOrEqual(highest ?? Number.NaN)
      }),
    )
  })

  test('is never above the ceiling stated for its attempt', () => {
    fc.assert(
      fc.property(someBackoff, fc.integer({ min: 1, max: 2_000 }), draws, draws, (backoff, attempt, a, b) => {
        const ceiling = ceilingMs(backoff, attempt)
        expect(ceiling).toBeLessThanOrEqual(backoff.maxMs)
        expect(delayMs(backoff, attempt, a * backoff.maxMs, () => b)).toBeLessThanOrEqual(ceiling)
      }),
    )
  })

  test.each<{ jitter: Jitter; ceilings: number[] }>([
    { jitter: 'none', ceilings: [1_000, 4_000, 60_000] },
    { jitter: 'full', ceilings: [1_000, 4_000, 60_000] },
    { jitter: 'equal', ceilings: [1_000, 4_000, 60_000] },
    { jitter: 'decorrelated', ceilings: [60_000, 60_000, 60_000] },
  ])('with $jitter jitter is at most $ceilings after 1, 3 and 20 failures', ({ jitter, ceilings }) => {
    expect([1, 3, 20].map((attempt) => ceilingMs(backoffOf({ jitter }), attempt))).toEqual(ceilings)
  })

  test.each<{ jitter: Jitter; lowest: number; mean: number }>([
    { jitter: 'full', lowest: 0, mean: 30_000 },
    { jitter: 'equal', lowest: 30_000, mean: 45_000 },
  ])('of many with $jitter jitter is still spread out at the cap', ({ jitter, lowest, mean }) => {
    const random = seededRandom(7)
    const backoff = backoffOf({ jitter })
    const delays = Array.from({ length: 4_000 }, () => delayMs(backoff, 30, 60_000, random))
    const average = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(Math.abs(average - mean)).toBeLessThan(1_000)
    expect(Math.min(...delays)).toBeLessThan(lowest + 300)
    expect(Math.max(...delays)).toBeGreaterThan(59_700)
  })

  test('with decorrelated jitter follows from the one before, and reaches the cap', () => {
    const random = seededRandom(7)
    const backoff = backoffOf({ jitter: 'decorrelated' })
    let before = 0
    let highest = 0
    for (let attempt = 1; attempt <= 200; attempt += 1) {
      const delay = delayMs(backoff, attempt, before, random)
      expect(delay).toBeLessThanOrEqual(Math.max(1_000, 3 * before))
      expect(delay).toBeGreaterThanOrEqual(1_000)
      before = delay
      highest = Math.max(highest, delay)
    }
    expect(highest).toBe(60_000)
  })
})

function catching(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}
