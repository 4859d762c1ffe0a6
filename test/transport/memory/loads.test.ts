import { expect, test } from 'vitest'
import { Loads } from '../../../src/transport/memory/loads.ts'

test('Loads add up, the least of them is known, and nothing is left of fractions', () => {
  const loads = new Loads()
  expect([loads.sum, loads.least]).toEqual([0, Number.POSITIVE_INFINITY])
  for (const load of [0.1, 0.2, 0.3, 0.2]) loads.add(load)
  expect([loads.sum, loads.least]).toEqual([expect.closeTo(0.8), 0.1])
  for (const load of [0.2, 0.1, 0.3, 7]) loads.remove(load)
  expect([loads.sum, loads.least]).toEqual([0.2, 0.2])
  loads.remove(0.2)
  expect([loads.sum, loads.least]).toEqual([0, Number.POSITIVE_INFINITY])
})
