import { expect, test } from 'vitest'
import { LONG_AGO, NEVER } from '../../src/machines/never.ts'

test('what never comes is later than every time there is, however far it is moved', () => {
  for (const at of [-1e15, 0, 1e15]) {
    expect(at).toBeLessThan(NEVER)
    expect(at).toBeLessThan(NEVER - 1e15)
  }
})

test('what is long ago is longer ago than the longest interval, and needs no more than 32 bits', () => {
  expect(LONG_AGO + 2 ** 31).toBeLessThanOrEqual(0)
  expect(LONG_AGO | 0).toBe(LONG_AGO)
})
