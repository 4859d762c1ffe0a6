import { afterEach, expect, test, vi } from 'vitest'
import { turn } from '../../src/clock/turn.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

async function chain(seen: string[]): Promise<void> {
  for (let hop = 0; hop < 100; hop += 1) await null
  await new Promise<void>((resolve) => process.nextTick(resolve))
  seen.push('settled')
}

test('A turn ends after every promise and tick that was ready, however long the chain', async () => {
  const seen: string[] = []
  void chain(seen)
  await turn()
  expect(seen).toEqual(['settled'])
})

test('Where there is no setImmediate a message takes its place', async () => {
  vi.stubGlobal('setImmediate', undefined)
  const seen: string[] = []
  void chain(seen)
  await turn()
  expect(seen).toEqual(['settled'])
})
