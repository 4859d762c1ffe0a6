import { expect, test } from 'vitest'
import { Latency } from '../../src/pool/latency.ts'

test('Nothing is known before the first call', () => {
  expect(new Latency().at(0)).toBeNull()
})

test('A slow call counts at once and in full, a quick one little by little', () => {
  const latency = new Latency()
  latency.note(10, 0)
  latency.note(100, 0)
  expect(latency.at(0)).toBe(100)
  latency.note(10, 1_000)
  expect(latency.at(1_000)).toBeCloseTo(100 * Math.exp(-0.2) + 10 * (1 - Math.exp(-0.1)), 5)
})

test('What was long ago means less: after ten seconds a third, after a minute next to nothing', () => {
  const latency = new Latency()
  latency.note(100, 0)
  expect(latency.at(10_000)).toBeCloseTo(36.8, 1)
  expect(latency.at(60_000)).toBeLessThan(0.3)
})
