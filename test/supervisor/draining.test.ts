import { expect, test } from 'vitest'
import { isDrained, isLeaving, leaves, leaving$, whileDrained } from '../../src/supervisor/draining.ts'

test('What is drained is so from the first moment on, until the work on it is over', async () => {
  const target = {}
  let finish = (_: string): void => {}
  const drained = whileDrained(target, () => {
    expect(isDrained(target)).toBe(true)
    return new Promise<string>((resolve) => {
      finish = resolve
    })
  })
  expect([isDrained(target), isDrained({})]).toEqual([true, false])
  finish('over')
  expect(await drained).toBe('over')
  expect(isDrained(target)).toBe(false)
})

test('What is drained is so no more when the work on it failed', async () => {
  const target = {}
  await expect(whileDrained(target, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  expect(isDrained(target)).toBe(false)
})

test('Who leaves is told of once, and known as one who leaves from then on', () => {
  const target = {}
  const told: object[] = []
  const listening = leaving$.subscribe((one) => told.push(one))
  expect(isLeaving(target)).toBe(false)
  leaves(target)
  listening.unsubscribe()
  expect([told, isLeaving(target), isLeaving({})]).toEqual([[target], true, false])
})
