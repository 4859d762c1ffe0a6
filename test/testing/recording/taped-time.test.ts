import { expect, test } from 'vitest'
import { tapedClock, tapedRandom } from '../../../src/testing/recording/taped-time.ts'
import { collecting } from './support/collecting.ts'

test('A timer is told of with how late it was', async () => {
  const { clock, tape, log } = collecting()
  const taped = tapedClock(clock, tape)
  const seen: number[] = []
  taped.after(10, () => seen.push(taped.now()))
  clock.stall(12.5)
  await clock.advance(0)
  expect(seen).toEqual([12.5])
  expect(log()).toBe(` ${(12.5 * 1_024).toString(36)}F${(2.5 * 1_024).toString(36)}`)
})

test('A timer that was cancelled is not told of', async () => {
  const { clock, tape, log } = collecting()
  tapedClock(clock, tape)
    .after(10, () => {})
    .cancel()
  await clock.advance(20)
  expect(log()).toBe('')
})

test('How late timers may be is told when it changes', () => {
  const { clock, tape, log } = collecting()
  let slack = 0
  const taped = tapedClock(
    { ...clock, now: () => clock.now(), wall: () => clock.wall(), slackMs: () => slack },
    tape,
  )
  expect(taped.slackMs?.()).toBe(0)
  slack = 1_250
  expect([taped.slackMs?.(), taped.slackMs?.()]).toEqual([1_250, 1_250])
  expect(log()).toBe('@yq')
})

test('Chance is what is written, to 24 bits', () => {
  const { tape, log } = collecting()
  const drawn = tapedRandom(() => 0.123456789, tape)()
  expect(drawn).toBeCloseTo(0.123456789, 6)
  expect(log()).toBe(`?${(drawn * 2 ** 24).toString(36)}`)
})

test('A timer that is called off when it should have fired already is told of', () => {
  const { clock, tape, log } = collecting()
  const timer = tapedClock(clock, tape).after(10, () => {})
  clock.stall(12)
  tape.begin()
  timer.cancel()
  timer.cancel()
  expect(log()).toBe(` ${(12 * 1_024).toString(36)}L${(2 * 1_024).toString(36)}`)
})
