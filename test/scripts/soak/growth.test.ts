import { expect, test } from 'vitest'
import { boundMb, growthMb } from '../../../scripts/soak/growth.ts'

function heaps(...values: number[]) {
  return values.map((heapMb, index) => ({ atMs: index * 1_000, heapMb }))
}

test('A heap that rises steadily grew by what lies between its ends', () => {
  expect(growthMb(heaps(10, 11, 12, 13, 14))).toBeCloseTo(4)
})

test('A heap that goes up and down did not grow, wherever it ends', () => {
  expect(growthMb(heaps(10, 12, 10, 12, 10))).toBeCloseTo(0)
  expect(growthMb(heaps(10, 10, 10, 10, 10, 10, 10, 10, 12))).toBeLessThan(1.5)
})

test('One look, or none, tells of no growth', () => {
  expect([growthMb([]), growthMb(heaps(10))]).toEqual([0, 0])
})

test('Two megabytes are always allowed, and of a large heap a twentieth', () => {
  expect([boundMb([]), boundMb(heaps(10, 20)), boundMb(heaps(90, 110))]).toEqual([2, 2, 5])
})
