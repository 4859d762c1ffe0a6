import { expect, test } from 'vitest'
import { straight } from '../../../src/registry/etcd/straight.ts'

test('A call is made once, and its failure is handed on: nothing is retried, and nobody is blinded', async () => {
  const { global, host } = straight()
  for (const policy of [global, host?.('http://127.0.0.1:1')]) {
    let calls = 0
    const failing = () =>
      policy?.execute(() => {
        calls += 1
        throw new Error(`no ${calls}`)
      })
    for (let call = 1; call <= 5; call += 1) await expect(failing()).rejects.toThrow(`no ${call}`)
    expect(await policy?.execute(() => 7)).toBe(7)
  }
})

test('A stream that ended is opened again after half a second, each time', () => {
  const { watchBackoff } = straight()
  expect([watchBackoff?.next(null).duration, watchBackoff?.next(null).next(null).duration]).toEqual([
    500, 500,
  ])
})
