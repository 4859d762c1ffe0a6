import { expect, test } from 'vitest'
import { LONG_AGO, NEVER } from '../../src/machines/never.ts'

test('what never comes is later, and what is long ago earlier, than every time there is, however they are moved', () => {
  for (const at of [-1e15, 0, 1e15]) {
    expect(at).toBeLessThan(NEVER)
    expect(at).toBeLessThan(NEVER - 1e15)
    expect(at).toBeGreaterThan(LONG_AGO)
    expect(at).toBeGreaterThan(LONG_AGO + 1e15)
  }
})
