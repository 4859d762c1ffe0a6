import { expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

test('A host’s clock is the network’s while the host runs', () => {
  const { clock, b } = memoryWorld()
  const ran: number[] = []
  b.clock.after(10, () => ran.push(b.clock.now()))
  const cancelled = b.clock.after(5, () => ran.push(-1))
  cancelled.cancel()
  clock.advanceSync(20)
  cancelled.cancel()
  expect([ran, b.clock.now(), b.clock.wall() - clock.wall(), clock.pending]).toEqual([[10], 20, 0, 0])
})

test('A timer can be cancelled while its host is frozen and it is overdue', () => {
  const { clock, network, b } = memoryWorld()
  const ran: string[] = []
  const timer = b.clock.after(10, () => ran.push('late'))
  const thaw = network.freeze('b')
  clock.advanceSync(20)
  timer.cancel()
  thaw()
  clock.advanceSync(20)
  expect([ran, clock.pending]).toEqual([[], 0])
})

test('A host that is frozen again before it got round to its overdue timers keeps them', () => {
  const { clock, network, b } = memoryWorld()
  const ran: number[] = []
  b.clock.after(10, () => ran.push(1))
  b.clock.after(11, () => ran.push(2))
  const thaw = network.freeze('b')
  clock.advanceSync(20)
  thaw()
  const again = network.freeze('b')
  clock.advanceSync(20)
  expect(ran).toEqual([])
  again()
  clock.advanceSync(0)
  expect(ran).toEqual([1, 2])
})

test('Thousands of links leave nothing behind', () => {
  const { clock, network, listen, dial } = memoryWorld()
  const gate = listen()
  const dials = Array.from({ length: 5_000 }, () => dial())
  clock.advanceSync(10)
  expect(network.openLinks).toBe(10_000)
  expect(clock.pending).toBe(0)
  for (const { link } of dials) link.destroy()
  gate.close()
  clock.advanceSync(10)
  expect([network.openLinks, network.openListeners, clock.pending]).toEqual([0, 0, 0])
})
