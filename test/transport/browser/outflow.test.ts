import { expect, test } from 'vitest'
import type { Timer } from '../../../src/clock/clock.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Outflow } from '../../../src/transport/browser/outflow.ts'
import type { Cause } from '../../../src/transport/transport.ts'
import { FakeSocket } from '../support/fake-browser.ts'

/** An outflow, the socket behind it, and the times at which anybody looked. */
function open() {
  const clock = virtualClock()
  const socket = new FakeSocket('ws://server/', [])
  const log: string[] = []
  const looks: number[] = []
  const after = (delayMs: number, task: () => void): Timer =>
    clock.after(delayMs, () => {
      looks.push(clock.now())
      task()
    })
  const counting = { now: () => clock.now(), wall: () => clock.wall(), after }
  const outflow = new Outflow(socket, counting, () => log.push('drained'))
  const send = (text: string): void =>
    outflow.send(text, (cause: Cause | null) => log.push(`${text} ${cause?.kind ?? 'taken'}`))
  return { clock, socket, looks, log, outflow, send }
}

test('What leaves at once is taken at once, and no timer is set', () => {
  const { clock, socket, log, send } = open()
  socket.send = () => {}
  send('hello')
  expect([log, clock.pending]).toEqual([['hello taken'], 0])
})

test('What waits is asked about until it has left, in order; then nobody asks any more', () => {
  const { clock, socket, log, outflow, send } = open()
  send('one')
  send('four')
  expect([outflow.buffered, outflow.flushed, log]).toEqual([7, 0, []])
  socket.bufferedAmount = 4
  expect(outflow.flushed).toBe(3)
  clock.advanceSync(2)
  expect(log).toEqual(['one taken'])
  socket.bufferedAmount = 0
  clock.advanceSync(1)
  expect(log).toEqual(['one taken', 'four taken', 'drained'])
  expect([outflow.flushed, clock.pending]).toEqual([7, 0])
})

test('Bytes that stand still are asked about less and less often, and those that move again often', () => {
  const { clock, socket, looks, outflow } = open()
  outflow.send('stuck')
  clock.advanceSync(62 + 3 * 64)
  expect(looks).toEqual([2, 6, 14, 30, 62, 126, 190, 254])
  socket.bufferedAmount -= 1
  clock.advanceSync(65)
  expect(looks.slice(8)).toEqual([318, 319])
  outflow.end({ kind: 'cancelled', by: 'us' })
})

test('A drain is told once, though more was sent while it was waited for', () => {
  const { clock, socket, log, outflow } = open()
  outflow.send('one')
  outflow.send('two')
  clock.advanceSync(100)
  socket.bufferedAmount = 0
  clock.advanceSync(100)
  expect(log).toEqual(['drained'])
  expect(clock.pending).toBe(0)
})

test('More that is sent when something was taken keeps the drain from being told', () => {
  const { clock, socket, log, outflow } = open()
  outflow.send('one', () => outflow.send('two'))
  socket.bufferedAmount = 0
  clock.advanceSync(2)
  expect([log, outflow.buffered]).toEqual([[], 3])
  socket.bufferedAmount = 0
  clock.advanceSync(100)
  expect(log).toEqual(['drained'])
})

test('Who waits when the socket is gone is told why, and nobody asks any more', () => {
  const { clock, log, outflow, send } = open()
  send('one')
  outflow.end({ kind: 'cancelled', by: 'us' })
  outflow.end({ kind: 'eof', by: 'peer' })
  expect([log, clock.pending]).toEqual([['one cancelled'], 0])
})

test('What is given to a socket that was said goodbye to goes nowhere, and is told why when that is known', () => {
  const { clock, socket, log, outflow, send } = open()
  send('one')
  socket.readyState = 2
  send('late')
  outflow.send('later')
  expect([socket.log, outflow.buffered]).toEqual([['send one'], 3])
  socket.bufferedAmount = 0
  clock.advanceSync(2)
  expect(log).toEqual(['one taken', 'drained'])
  outflow.end({ kind: 'closed', by: 'peer', code: 1001, planned: true })
  expect([log, clock.pending]).toEqual([['one taken', 'drained', 'late closed'], 0])
})
