import { expect, test } from 'vitest'
import { leaseTarpit } from '../../../src/testing/loopback/tarpits.ts'

test('All share one while anybody needs it, and the next gets a new one', async () => {
  const [one, other] = [leaseTarpit(), leaseTarpit()]
  expect(one.tarpit).toBe(other.tarpit)
  await one.release()
  const third = leaseTarpit()
  expect(third.tarpit).toBe(other.tarpit)
  await other.release()
  await third.release()
  const later = leaseTarpit()
  expect(later.tarpit).not.toBe(one.tarpit)
  await later.release()
})
