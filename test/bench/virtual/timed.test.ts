import { expect, test } from 'vitest'
import { cpuNow } from '../../../bench/lib/process.ts'
import { timed } from '../../../bench/virtual/timed.ts'
import { virtualClock } from '../../../src/testing/index.ts'

test('The longest task is told once, and the next one counts from nothing', () => {
  const below = virtualClock()
  const clock = timed(below)
  clock.after(10, () => {
    const cpuUntil = cpuNow() + 3_000
    const until = performance.now() + 3
    while (cpuNow() < cpuUntil || performance.now() < until);
  })
  clock.after(20, () => {})
  below.advanceSync(100)
  expect(clock.longestMs()).toBeGreaterThanOrEqual(3)
  expect(clock.longestMs()).toBe(0)
  expect(clock.now()).toBe(below.now())
})
