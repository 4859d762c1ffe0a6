import { expect, test } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Pace } from '../../../src/transport/memory/pace.ts'

test('A slow process reads ten times a second, a byte at least, and is called when it may read again', () => {
  const clock = virtualClock()
  const pace = new Pace(clock)
  const calls: number[] = []
  const later = (): unknown => calls.push(clock.now())
  expect([pace.grant(500, 1_000, false, later), pace.grant(400, 1_000, false, later)]).toEqual([100, 0])
  expect(pace.grant(400, 1_000, false, later)).toBe(0)
  clock.advanceSync(150)
  expect(calls).toEqual([100])
  expect(pace.grant(30, 1_000, false, later)).toBe(30)
  clock.advanceSync(30)
  expect(pace.grant(5, 2, false, later)).toBe(1)
  expect(pace.grant(4, 2, false, later)).toBe(0)
  clock.advanceSync(500)
  expect(calls).toEqual([100, 680])
})

test('A message is read whole and paid for afterwards; at a pace of 0 nothing is read and nobody called', () => {
  const clock = virtualClock()
  const pace = new Pace(clock)
  const never = (): never => expect.unreachable()
  expect(pace.grant(500, 0, false, never)).toBe(0)
  expect(pace.grant(500, 1_000, true, never)).toBe(500)
  clock.advanceSync(499)
  let calls = 0
  const later = (): void => {
    calls += 1
  }
  expect(pace.grant(1, 1_000, true, later)).toBe(0)
  clock.advanceSync(1)
  expect([calls, pace.grant(1, 1_000, true, later)]).toEqual([1, 1])
})
