import { expect, test } from 'vitest'
import { Reckoning } from '../../../visualizations/inspector/src/reckoning.ts'

test('The time over there goes on by our clock, as far ahead as its quickest news tell', () => {
  const time = new Reckoning()
  time.heard(true, 1_000, 5_080)
  time.heard(true, 1_100, 5_110)
  time.heard(true, 1_200, 5_290)
  expect(time.at(5_310)).toBeCloseTo(1_300, -1)
})

test('It never falls behind what was told', () => {
  const time = new Reckoning()
  time.heard(true, 1_000, 5_000)
  time.heard(true, 2_000, 5_010)
  expect(time.at(5_010)).toBe(2_000)
})

test('A clock over there that was set back is believed after a while', () => {
  const time = new Reckoning()
  time.heard(true, 10_000, 10_000)
  for (let n = 1; n <= 100; n++) time.heard(true, 10_000 + n * 10_000 - 300, 10_000 + n * 10_000)
  expect(time.at(1_010_500)).toBeCloseTo(1_010_200, -1)
})

test('Of a recording, and while the server is gone, time stands still', () => {
  const time = new Reckoning()
  time.heard(true, 1_000, 5_000)
  time.heard(false, 1_500, 5_600)
  expect(time.at(99_000)).toBe(1_500)
})

test('Before any news there is no time', () => {
  expect(new Reckoning().at(5_000)).toBe(0)
})
