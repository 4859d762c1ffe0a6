import { expect, test } from 'vitest'
import { limited } from '../../src/registry/limited.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('What comes in time is handed on, a failure too, and no timer is left', async () => {
  const clock = virtualClock()
  await expect(limited(clock, 100, Promise.resolve(7))).resolves.toBe(7)
  await expect(limited(clock, 100, Promise.reject(new Error('no')))).rejects.toThrow('no')
  await clock.advance(0)
  expect(clock.pending).toBe(0)
})

test('What does not come in time is not waited for', async () => {
  const clock = virtualClock()
  const late = limited(clock, 100, new Promise(() => {}))
  const refused = expect(late).rejects.toThrow('no answer within 100 ms')
  await clock.advance(100)
  await refused
})
