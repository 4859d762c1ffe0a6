import { expect, test } from 'vitest'
import { Waiting } from '../../src/pool/waiting.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

const late = () => new Error('late')

test('The first one that came is the first one served, as long as there is something', async () => {
  const waiting = new Waiting<string>(virtualClock())
  const patience = { withinMs: 1_000, signal: undefined }
  const three = [waiting.wait(patience, late), waiting.wait(patience, late), waiting.wait(patience, late)]
  const have = ['a', 'b']
  waiting.serve(() => have.shift() ?? null)
  expect(await Promise.all(three.slice(0, 2))).toEqual(['a', 'b'])
  expect(waiting.size).toBe(1)
  waiting.rejectAll(() => new Error('over'))
  await expect(three[2]).rejects.toThrow('over')
})

test('Whoever is served, called off or too late leaves no timer and no listener', async () => {
  const clock = virtualClock()
  const waiting = new Waiting<string>(clock)
  const off = new AbortController()
  const outcomes = Promise.allSettled([
    waiting.wait({ withinMs: 100, signal: undefined }, late),
    waiting.wait({ withinMs: 200, signal: off.signal }, late),
    waiting.wait({ withinMs: 300, signal: off.signal }, late),
  ])
  await clock.advance(100)
  waiting.serve(() => 'served')
  expect(await outcomes).toMatchObject([
    { reason: { message: 'late' } },
    { value: 'served' },
    { value: 'served' },
  ])
  const called = waiting.wait({ withinMs: 100, signal: off.signal }, late)
  off.abort('never mind')
  await expect(called).rejects.toBe('never mind')
  expect(waiting.size).toBe(0)
  expect(clock.pending).toBe(0)
})
