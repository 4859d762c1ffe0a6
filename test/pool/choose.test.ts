import { expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { type Candidate, leastPending, powerOfTwo, roundRobin } from '../../src/pool/choose.ts'

const of = (...pending: number[]): Candidate[] =>
  pending.map((count, index) => ({ id: String(index), pending: count, latencyMs: 10 }))

test('Round robin takes one after the other, however many there are', () => {
  const choose = roundRobin()()
  const turns = [3, 3, 3, 3, 2, 2, 1, 4].map((many) => choose(of(...Array(many).fill(0)), Math.random))
  expect(turns).toEqual([0, 1, 2, 0, 1, 0, 0, 1])
})

test('Two pools with one way of choosing do not share its turns', () => {
  const way = roundRobin()
  const [one, other] = [way(), way()]
  expect([one(of(0, 0), Math.random), one(of(0, 0), Math.random), other(of(0, 0), Math.random)]).toEqual([
    0, 1, 0,
  ])
})

test('The one with the fewest calls under way; among equals, in turn', () => {
  const choose = leastPending()()
  expect(choose(of(3, 1, 2), Math.random)).toBe(1)
  expect(choose(of(0, 4, 0), Math.random)).toSatisfy((one: number) => one !== 1)
  const equal = Array.from({ length: 6 }, () => choose(of(1, 1, 1), Math.random))
  expect(new Set(equal)).toEqual(new Set([0, 1, 2]))
})

test('Of two that chance picks the cheaper one: so the dearest one of three is never chosen', () => {
  const random = seededRandom(1)
  const choose = powerOfTwo()()
  const three = [
    { id: 'quick', pending: 0, latencyMs: 10 },
    { id: 'busy', pending: 4, latencyMs: 10 },
    { id: 'slow', pending: 0, latencyMs: 500 },
  ]
  const counts = [0, 0, 0]
  for (let nth = 0; nth < 3_000; nth += 1) {
    const chosen = choose(three, random)
    counts[chosen] = (counts[chosen] ?? 0) + 1
  }
  expect(counts[2]).toBe(0)
  expect(counts[0]).toBeGreaterThan(1_900)
  expect(counts[1]).toBeGreaterThan(900)
})

test('Two are always two, and one alone is taken', () => {
  const choose = powerOfTwo()()
  expect(choose(of(5), () => 0.99)).toBe(0)
  for (const draw of [0, 0.3, 0.6, 0.999]) expect(choose(of(5, 1), () => draw)).toBe(1)
})

test('Of whom nothing is known yet is tried', () => {
  const choose = powerOfTwo()()
  const two = [
    { id: 'known', pending: 0, latencyMs: 1 },
    { id: 'new', pending: 0, latencyMs: null },
  ]
  expect(choose(two, Math.random)).toBe(1)
})
