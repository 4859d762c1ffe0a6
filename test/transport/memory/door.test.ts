import { expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

test('Port 0 is a free port, told once bound', () => {
  const { clock, network, listen } = memoryWorld()
  const gates = [listen(undefined, 0), listen(undefined, 0)]
  clock.advanceSync(0)
  const ports = gates.map(({ endpoint }) => Number(endpoint.replace('memory://b:', '')))
  expect(new Set(ports).size).toBe(2)
  expect(Math.min(...ports)).toBeGreaterThan(1_023)
  expect(network.openListeners).toBe(2)
})

test('A port is free again as soon as its listener was closed', () => {
  const { clock, network, listen } = memoryWorld()
  const first = listen()
  first.close()
  const second = listen()
  clock.advanceSync(0)
  expect([first.log, second.log, network.openListeners]).toEqual([['closed'], ['listening'], 1])
})

test('A listener that could not bind is not counted', () => {
  const { clock, network, listen } = memoryWorld()
  listen()
  const late = listen()
  clock.advanceSync(0)
  expect([late.cause?.kind, network.openListeners]).toEqual(['exhausted', 1])
})
