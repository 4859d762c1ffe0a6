import { expect, test } from 'vitest'
import { lapsedMs, leftMs, momentOf, termsOf } from '../../src/registry/terms.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('A lease is renewed after a third, and three tries later it is ours no more, well before the server lets it go', () => {
  const { renewMs, tryMs, safeMs } = termsOf(12_000)
  expect([renewMs, tryMs, safeMs]).toEqual([4_000, 2_000, 9_000])
  expect(renewMs + 2 * tryMs).toBeLessThan(safeMs)
  expect(safeMs).toBeLessThan(12_000)
})

test('A server is held to have let a lease lapse later than it said', () => {
  expect(lapsedMs(2_000)).toBe(3_000)
})

test('What is left goes by the clock that is farther on', async () => {
  const clock = virtualClock()
  const since = momentOf(clock)
  await clock.advance(300)
  expect(leftMs(clock, since, 1_000)).toBe(700)
  // The machine slept: its monotonic clock stood still.
  clock.jumpWall(600)
  expect(leftMs(clock, since, 1_000)).toBe(100)
  // Somebody set the wall clock back: the monotonic one goes on.
  clock.jumpWall(-5_000)
  await clock.advance(800)
  expect(leftMs(clock, since, 1_000)).toBe(-100)
})
