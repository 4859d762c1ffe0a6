import { expect, test } from 'vitest'
import type { LinkOwner } from '../../../src/transport/transport.ts'
import { transportContract } from '../contract.ts'
import { STREAM } from '../support/bench.ts'
import { memoryBench } from '../support/memory-bench.ts'
import { memoryWorld } from '../support/memory-world.ts'
import { Recorder } from '../support/recorder.ts'

transportContract('A memory network that delivers messages', () => memoryBench('messages'), {
  ...STREAM,
  carries: 'messages',
  pieces: false,
})

test('A text arrives marked as text, and bytes as bytes', () => {
  const { clock, a, b } = memoryWorld()
  const got: [string, boolean][] = []
  const nobody = { opened() {}, heard() {}, partial() {}, drained() {}, pinged() {}, ponged() {} }
  const owner: LinkOwner = {
    ...nobody,
    frame: (data, isText) => got.push([new TextDecoder().decode(data), isText]),
    ended() {},
    released() {},
  }
  b.listen({ port: 1, delivers: 'messages' }).listen({
    listening() {},
    accepted: () => owner,
    turnedAway() {},
    paused() {},
    resumed() {},
    failed() {},
    closed() {},
  })
  const link = a.dial({ to: 'b:1', delivers: 'messages' }).dial(owner)
  clock.advanceSync(10)
  link.write('text')
  link.write(new TextEncoder().encode('bytes'))
  clock.advanceSync(10)
  expect(got).toEqual([
    ['text', true],
    ['bytes', false],
  ])
})

test('Ends that do not agree how frames travel come to nothing', () => {
  const { clock, listen, a } = memoryWorld()
  const gate = listen()
  const near = new Recorder(() => {}).dial(a.dial({ to: 'b:1', delivers: 'messages' }))
  clock.advanceSync(20)
  expect([near.log, gate.accepts]).toEqual([['ended refused', 'released'], []])
  expect(near.cause).toMatchObject({ detail: 'b:1 delivers stream, not messages' })
})

test('An owner that destroys its link at a sign of life gets no frame', () => {
  const { clock, listen, dial } = memoryWorld({ delivers: 'messages' })
  const gate = listen((link, line) => {
    if (line === 'heard') link.destroy()
  })
  const near = dial()
  clock.advanceSync(10)
  near.send('x')
  clock.advanceSync(10)
  expect(gate.first.log).toEqual(['opened', 'heard', 'released'])
})
