import { expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

test('A dial takes a trip there and back, and the listener hears of it when the dialler’s answer arrives', () => {
  const { clock, listen, dial } = memoryWorld()
  const gate = listen()
  const near = dial()
  clock.advanceSync(5)
  expect([near.log, gate.accepts]).toEqual([[], []])
  clock.advanceSync(1)
  expect([near.log, gate.accepts]).toEqual([['opened'], []])
  clock.advanceSync(3)
  expect(gate.first.log).toEqual(['opened'])
})

test('A name that no host has does not resolve', () => {
  const { clock, a, dial } = memoryWorld()
  const near = dial()
  clock.advanceSync(10)
  expect(near.cause?.kind).toBe('refused')
  const lost = dial().dial(a.dial({ to: 'nowhere:1' }))
  clock.advanceSync(10)
  expect(lost.log).toEqual(expect.arrayContaining(['ended dns', 'released']))
})

test('A dial called off just before its answer comes leaves nothing at the other end', () => {
  const { clock, network, listen, dial } = memoryWorld()
  const gate = listen()
  const near = dial()
  clock.advanceSync(5)
  near.link.destroy()
  clock.advanceSync(100)
  expect([near.log, gate.accepts]).toEqual([['released'], []])
  expect([network.openLinks, network.pendingDials, clock.pending]).toEqual([0, 0, 0])
})
