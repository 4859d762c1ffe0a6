import { expect, test } from 'vitest'
import { onSignals, STATUS_NOW } from '../../src/cli/signals.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { testIo } from '../support/io.ts'

test.each([
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGTERM', 'SIGINT'],
])('The first signal (%s) stops in order, the second (%s) at once', (first, second) => {
  const io = testIo()
  let stops = 0
  onSignals(io, () => {
    stops += 1
  })
  io.signals.emit(first)
  expect([stops, io.exits]).toEqual([1, []])
  io.signals.emit(second)
  expect([stops, io.exits]).toEqual([1, [STATUS_NOW]])
})

test("Under npm the echo of a terminal's Ctrl-C is not taken for a second one", async () => {
  const io = testIo({ env: { npm_lifecycle_event: 'start' } })
  const clock = virtualClock()
  onSignals(io, () => {}, clock)
  io.signals.emit('SIGINT')
  await clock.advance(20)
  io.signals.emit('SIGINT')
  expect(io.exits).toEqual([])
  await clock.advance(100)
  io.signals.emit('SIGINT')
  expect(io.exits).toEqual([STATUS_NOW])
})

test('Once disarmed it leaves signals to the system', () => {
  const io = testIo()
  onSignals(io, () => {})()
  expect(io.signals.listenerCount('SIGINT') + io.signals.listenerCount('SIGTERM')).toBe(0)
})
