import { expect, test } from 'vitest'
import { actorClockOf } from '../../src/clock/scheduler.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('An actor’s timeouts run on the clock, unless they are cleared before', () => {
  const clock = virtualClock()
  const seen: number[] = []
  const actorClock = actorClockOf(clock)
  actorClock.setTimeout(() => seen.push(1), 10)
  actorClock.clearTimeout(actorClock.setTimeout(() => seen.push(2), 10))
  clock.advanceSync(100)
  expect([seen, clock.pending]).toEqual([[1], 0])
})
