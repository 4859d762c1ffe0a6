import { expect, test } from 'vitest'
import { countedClock } from '../../../scripts/soak/waits.ts'
import { virtualClock } from '../../../src/testing/index.ts'

test('A wait counts until it is over or called off, once', () => {
  const below = virtualClock()
  const clock = countedClock(below)
  let ran = 0
  clock.after(10, () => {
    ran += 1
    expect(clock.waiting).toBe(1)
  })
  const other = clock.after(20, () => {})
  expect(clock.waiting).toBe(2)
  below.advanceSync(10)
  other.cancel()
  other.cancel()
  expect([ran, clock.waiting, clock.now()]).toEqual([1, 0, below.now()])
})
