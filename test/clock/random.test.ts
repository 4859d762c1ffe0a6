import { describe, expect, test } from 'vitest'
import { seededRandom, systemRandom } from '../../src/clock/random.ts'

const draw = (random: () => number, count: number): number[] => Array.from({ length: count }, () => random())

describe('A seeded source', () => {
  test('The same seed gives the same numbers, here and on any platform', () => {
    expect(draw(seededRandom('seed'), 1_000)).toEqual(draw(seededRandom('seed'), 1_000))
    expect(draw(seededRandom(1), 3)).toEqual([0.7000070044305176, 0.18085832986980677, 0.5314381641801447])
  })

  test.each([0, -1, 1.5, 'a', ''])('The seed %j gives numbers of its own', (seed) => {
    expect(draw(seededRandom(seed), 5)).not.toEqual(draw(seededRandom(1), 5))
  })

  test('Its numbers lie in [0, 1) and are spread evenly', () => {
    const numbers = draw(seededRandom('spread'), 100_000)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (const number of numbers) tenths[Math.floor(number * 10)]! += 1
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  })

  test('Neighbouring seeds give unrelated first numbers', () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed)())
    const mean = firsts.reduce((sum, first) => sum + first) / firsts.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
    expect(new Set(firsts).size).toBe(firsts.length)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s is no seed', (seed) => {
    expect(() => seededRandom(seed)).toThrow(RangeError)
  })
})

test('The system’s source gives numbers in [0, 1)', () => {
  for (const number of draw(systemRandom, 100)) {
    expect(number).toBeGreaterThanOrEqual(0)
    expect(number).toBeLessThan(1)
  }
})
