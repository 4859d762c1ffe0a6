import { expect, test } from 'vitest'
import { Memory } from '../../../src/inspector/model/memory.ts'

test('A memory made of another one goes its own way from then on, and forgets one at a time', () => {
  const first = new Memory()
  first.over.add('a').add('b')
  first.counted.add('a').add('c')
  first.rotations.set('a', 3).set('b', 4)
  first.lifeCauses.set('a', { kind: 'eof', by: 'peer' })
  first.noteDoor('tcp://x:1', 'door')
  first.noteDoor('tcp://x:2', 'door')
  first.noteDoor('tcp://y:1', 'other')
  const second = new Memory(first)
  second.forget('a')
  second.forgetDoorsOf('door')
  expect([[...second.over], [...second.rotations.keys()], second.lifeCauses.size]).toEqual([['b'], ['b'], 0])
  expect([...second.counted]).toEqual(['c'])
  expect([...second.doors.keys()]).toEqual(['tcp://y:1'])
  expect([first.over.size, first.rotations.size, first.doors.size]).toEqual([2, 2, 3])
})

test('A door that is another listener’s by now is not forgotten with the first', () => {
  const memory = new Memory()
  memory.noteDoor('tcp://x:1', 'door')
  memory.noteDoor('tcp://x:1', 'other')
  memory.forgetDoorsOf('door')
  expect([...memory.doors]).toEqual([['tcp://x:1', 'other']])
  memory.forgetDoorsOf('other')
  expect(memory.size).toBe(0)
})

test('All of it counts', () => {
  const memory = new Memory()
  memory.noteDoor('tcp://x:1', 'door')
  memory.over.add('a')
  memory.counted.add('a')
  memory.rotations.set('a', 3)
  memory.lifeCauses.set('a', { kind: 'eof', by: 'peer' })
  expect(memory.size).toBe(5)
})
