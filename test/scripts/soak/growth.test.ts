import { expect, test } from 'vitest'
import { boundMb, growthMb } from '../../../scripts/soak/growth.ts'

function heaps(...values: number[]) {
  return values.map((heapMb, index) => ({ atMs: index * 1_000, heapMb, living: 100 }))
}

/** A process in which each life takes 10 kB, with a leak of so many MB between one look and the next. */
function withLives(leakMb: number, ...lives: number[]) {
  return lives.map((living, index) => ({
    atMs: index * 1_000,
    heapMb: 20 + living * 0.01 + index * leakMb,
    living,
  }))
}

test('A heap that rises steadily grew by what lies between its ends', () => {
  expect(growthMb(heaps(10, 11, 12, 13, 14))).toBeCloseTo(4)
})

test('A heap that goes up and down did not grow, wherever it ends', () => {
  expect(growthMb(heaps(10, 12, 10, 12, 10))).toBeCloseTo(0)
  expect(growthMb(heaps(10, 10, 10, 10, 10, 10, 10, 10, 12))).toBeLessThan(1.5)
})

test('What more lives take is no growth, and what grows beside them is found to the byte', () => {
  const lives = [700, 1_300, 2_000, 900, 1_900, 1_200, 2_000]
  expect(growthMb(withLives(0, ...lives))).toBeCloseTo(0)
  expect(growthMb(withLives(0.5, ...lives))).toBeCloseTo(3)
  // Nor do fewer lives hide it.
  expect(growthMb(withLives(0.5, ...lives.toReversed()))).toBeCloseTo(3)
})

test('Where lives did nothing but grow with time, all of it is growth', () => {
  expect(growthMb(withLives(0, 100, 200, 300, 400, 500))).toBeCloseTo(4)
})

test('One look, or none, tells of no growth', () => {
  expect([growthMb([]), growthMb(heaps(10))]).toEqual([0, 0])
})

test('Two megabytes are always allowed, and of a large heap a twentieth', () => {
  expect([boundMb([]), boundMb(heaps(10, 20)), boundMb(heaps(90, 110))]).toEqual([2, 2, 5])
})
