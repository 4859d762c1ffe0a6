import { expect, test } from 'vitest'
import { mostEjected, Outlier } from '../../src/pool/outlier.ts'

const plan = { failures: 3, firstMs: 1_000, maxMs: 2_500, share: 0.1 }

test('The third failure in a row is one too many', () => {
  const outlier = new Outlier(plan)
  expect([true, true, false, true, true, true].map((failed) => outlier.note(failed))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ])
})

test('Each time is longer than the one before, up to the longest', () => {
  const outlier = new Outlier(plan)
  const lengths: number[] = []
  let now = 0
  for (let nth = 0; nth < 4; nth += 1) {
    outlier.eject(now)
    lengths.push(outlier.until - now)
    now = outlier.until
  }
  expect(lengths).toEqual([1_000, 2_000, 2_500, 2_500])
  expect(outlier.isEjected(now - 1)).toBe(true)
  expect(outlier.isEjected(now)).toBe(false)
})

test('Each time that goes well forgives one', () => {
  const outlier = new Outlier(plan)
  outlier.eject(0)
  outlier.eject(1_000)
  expect(outlier.times).toBe(2)
  outlier.eject(3_000 + 999)
  expect(outlier.times).toBe(3)
  outlier.eject(outlier.until + 2_000)
  expect(outlier.times).toBe(2)
  outlier.eject(outlier.until + 1_000_000)
  expect(outlier.times).toBe(1)
})

test('Whoever dies starts with a clean slate, but for how often it was left out', () => {
  const outlier = new Outlier(plan)
  outlier.note(true)
  outlier.eject(0)
  outlier.clear(500)
  expect(outlier.isEjected(500)).toBe(false)
  expect([outlier.note(true), outlier.note(true), outlier.note(true)]).toEqual([false, false, true])
  outlier.eject(600)
  expect(outlier.until).toBe(2_600)
})

test.each([
  [0.1, 5, 1],
  [0.1, 30, 3],
  [0.5, 5, 2],
  [0, 10, 1],
])('A share of %f of %i is %i', (share, members, most) => {
  expect(mostEjected({ ...plan, share }, members)).toBe(most)
})
