import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/testing/index.ts'
import { Chance } from '../../../src/testing/simulation/chance.ts'

describe('Chance', () => {
  const chance = new Chance(seededRandom(1))
  const many = <T>(draw: () => T): T[] => Array.from({ length: 2_000 }, draw)

  test('draws whole numbers from one to the other, both included', () => {
    expect(new Set(many(() => chance.between(3, 5)))).toEqual(new Set([3, 4, 5]))
  })

  test('spreads over magnitudes: as many below the middle of their powers as above', () => {
    const drawn = many(() => chance.spread(10, 100_000))
    expect([Math.min(...drawn) >= 10, Math.max(...drawn) <= 100_000]).toEqual([true, true])
    const below = drawn.filter((ms) => ms < 1_000).length
    expect(below).toBeGreaterThan(900)
    expect(below).toBeLessThan(1_100)
  })

  test('waits as long as it should on average, and never not at all', () => {
    const drawn = many(() => chance.untilNext(1_000))
    const mean = drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1)
    expect(Math.abs(mean - 1_000)).toBeLessThan(100)
  })

  test('picks each of several things, and says so when there are none', () => {
    expect(new Set(many(() => chance.pick('a', 'b')))).toEqual(new Set(['a', 'b']))
    expect(() => chance.pick(...[])).toThrow('nothing to pick from')
    expect(many(() => chance.is(0.25)).filter((is) => is).length).toBeLessThan(600)
  })
})
