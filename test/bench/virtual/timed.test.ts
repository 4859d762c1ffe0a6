import { expect, test } from 'vitest'
import { timed } from '../../../bench/virtual/timed.ts'
import { virtualClock } from '../../../src/testing/index.ts'

test('The longest task is told once, and the next one counts from nothing', () => {
  const below = virtualClock()
  const clock = timed(below)
  clock.after(10, () => {
    const until = process.cpuUsage().user + 5_000
    while (process.cpuUsage().user < until);
  })
  clock.after(20, () => {})
  below.advanceSync(100)
  expect(clock.longestMs()).toBeGreaterThanOrEqual(3)
  expect(clock.longestMs()).toBe(0)
  expect(clock.now()).toBe(below.now())
})
