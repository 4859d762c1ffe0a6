import { expect, test } from 'vitest'
import { countedClock, virtualClock } from '../../../src/testing/index.ts'

test('Its own timers are counted until they have run or were called off, those of others are not', async () => {
  const clock = virtualClock()
  const counted = countedClock(clock)
  const ran: number[] = []
  clock.after(5, () => ran.push(0))
  const first = counted.after(10, () => ran.push(counted.now()))
  counted.after(20, () => ran.push(counted.now()))
  expect([counted.pending, clock.pending]).toEqual([2, 3])
  first.cancel()
  first.cancel()
  expect(counted.pending).toBe(1)
  await clock.advance(20)
  expect([counted.pending, ran, counted.wall()]).toEqual([0, [0, 20], clock.wall()])
})
