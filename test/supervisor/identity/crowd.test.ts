import { expect, test } from 'vitest'
import { Crowd } from '../../../src/supervisor/identity/crowd.ts'

test('As many as the limit may be there from one address, and one more when one has left', () => {
  const crowd = new Crowd(2)
  expect([1, 2, 3].map((port) => crowd.arrives(`10.0.0.7:${port}`))).toEqual([true, true, false])
  expect(crowd.arrives('10.0.0.8:1')).toBe(true)
  crowd.leaves('10.0.0.7:2')
  expect([crowd.arrives('10.0.0.7:4'), crowd.arrives('10.0.0.7:5')]).toEqual([true, false])
})

test('Those of one /64 of IPv6 are of one address', () => {
  const crowd = new Crowd(1)
  expect(crowd.arrives('[2001:db8::1]:1')).toBe(true)
  expect(crowd.arrives('[2001:db8::2]:1')).toBe(false)
  expect(crowd.arrives('[2001:db8:0:1::1]:1')).toBe(true)
})

test('Whoever has no address is not counted', () => {
  const crowd = new Crowd(1)
  expect([crowd.arrives(null), crowd.arrives(null), crowd.size]).toEqual([true, true, 0])
  crowd.leaves(null)
})

test('Nothing is kept of addresses that nobody comes from any more', () => {
  const crowd = new Crowd(9)
  for (let n = 0; n < 100; n += 1) crowd.arrives(`10.0.0.${n}:1`)
  for (let n = 0; n < 100; n += 1) crowd.leaves(`10.0.0.${n}:1`)
  expect(crowd.size).toBe(0)
})
