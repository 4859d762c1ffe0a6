import { expect, test } from 'vitest'
import { Fifo } from '../../../src/transport/memory/fifo.ts'

test('What comes first leaves first, but for what was put before all others', () => {
  const fifo = new Fifo<number>()
  fifo.push(1)
  fifo.push(2)
  fifo.unshift(0)
  expect(fifo.first).toBe(0)
  expect([fifo.shift(), fifo.shift(), fifo.shift(), fifo.shift()]).toEqual([0, 1, 2, null])
  expect(fifo.isEmpty).toBe(true)
})

test('An emptied or cleared one can be used again', () => {
  const fifo = new Fifo<number>()
  fifo.unshift(1)
  fifo.push(2)
  fifo.clear()
  expect([fifo.first, fifo.shift()]).toEqual([null, null])
  fifo.unshift(3)
  fifo.push(4)
  expect([fifo.shift(), fifo.shift(), fifo.shift()]).toEqual([3, 4, null])
})
