import { expect, test } from 'vitest'
import { OpenTimes } from '../../src/breaker/open-times.ts'
import { backoffOf } from '../../src/machines/backoff.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

const backoff = backoffOf({ firstMs: 100, maxMs: 400, jitter: 'none', stableMs: 1_000 })

function openTimes() {
  const clock = virtualClock()
  return { clock, times: new OpenTimes(backoff, clock, () => 0) }
}

test('Each is twice as long as the one before, up to the longest, and says when it is over', async () => {
  const { clock, times } = openTimes()
  const lengths: number[] = []
  for (let nth = 0; nth < 4; nth += 1) {
    times.begin(false, () => {})
    lengths.push((times.until ?? 0) - clock.wall())
    times.cancel()
  }
  expect(lengths).toEqual([100, 200, 400, 400])
  expect(times).toMatchObject({ openings: 4, until: null })
  expect(clock.pending).toBe(0)
})

test('It is told when one is over, and not when that was called off', async () => {
  const { clock, times } = openTimes()
  let over = 0
  times.begin(true, () => (over += 1))
  await clock.advance(99)
  expect(over).toBe(0)
  await clock.advance(1)
  expect(over).toBe(1)
  times.begin(false, () => (over += 1))
  times.cancel()
  await clock.advance(1_000)
  expect(over).toBe(1)
})

test('They begin anew only after it was closed for long enough', async () => {
  const { clock, times } = openTimes()
  times.begin(true, () => {})
  times.cancel()
  times.closed()
  await clock.advance(999)
  times.begin(true, () => {})
  expect(times.openings).toBe(2)
  times.cancel()
  times.closed()
  await clock.advance(1_000)
  times.begin(true, () => {})
  expect(times.openings).toBe(1)
  times.cancel()
})

test('Time in half-open is no time closed', async () => {
  const { clock, times } = openTimes()
  times.begin(true, () => {})
  times.cancel()
  await clock.advance(5_000)
  times.begin(false, () => {})
  expect(times.openings).toBe(2)
  times.cancel()
})
