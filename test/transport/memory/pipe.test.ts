import { expect, test } from 'vitest'
import { memoryWorld } from '../support/memory-world.ts'

test('Frames keep their order however much the latency varies', () => {
  const { clock, pair } = memoryWorld({ latencyMs: (random) => random() * 100 })
  const { near, far } = pair()
  clock.advanceSync(1_000)
  const texts = Array.from({ length: 200 }, (_, index) => String(index))
  for (const text of texts) {
    near.send(text)
    clock.advanceSync(1)
  }
  clock.advanceSync(1_000)
  expect(far.texts).toEqual(texts)
})

test('A write goes off as far as the window has room, and goes on as the reader makes some', () => {
  const { clock, pair } = memoryWorld({ windowBytes: 10 })
  const { near, far } = pair()
  far.link.pause()
  near.send('0123456789abcdefghijklmno')
  expect([near.link.flushed, near.link.buffered]).toEqual([10, 16])
  far.link.resume()
  clock.advanceSync(3)
  expect([near.link.flushed, near.link.buffered]).toEqual([10, 16])
  clock.advanceSync(3)
  expect([near.link.flushed, near.link.buffered, near.log]).toEqual([20, 6, ['opened']])
  clock.advanceSync(12)
  expect([far.texts, near.link.buffered]).toEqual([['0123456789abcdefghijklmno'], 0])
  expect(near.log).toEqual(['opened', 'drained'])
})

test('After a stall overdue timers run before the bytes that had arrived first, as in Node', () => {
  const { clock, pair } = memoryWorld()
  const { near, far } = pair()
  const read: number[] = []
  clock.after(150, () => read.push(far.texts.length))
  clock.after(500, () => read.push(far.texts.length))
  near.send('in time')
  near.send('in time too')
  clock.stall(400)
  clock.advanceSync(200)
  expect([read, far.texts]).toEqual([
    [0, 2],
    ['in time', 'in time too'],
  ])
})

test('Bytes are delivered at their time when nothing stalled, even with a timer at the same instant', () => {
  const { clock, pair } = memoryWorld()
  const { near, far } = pair()
  const read: number[] = []
  near.send('first')
  clock.after(3, () => read.push(far.texts.length))
  clock.advanceSync(3)
  expect(read).toEqual([1])
})
