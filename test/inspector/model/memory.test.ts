import { expect, test } from 'vitest'
import { Memory } from '../../../src/inspector/model/memory.ts'

test('A memory made of another one goes its own way from then on, and forgets one at a time', () => {
  const first = new Memory()
  first.over.add('a').add('b')
  first.counted.add('a').add('c')
  first.rotations.set('a', 3).set('b', 4)
  first.lifeCauses.set('a', { kind: 'eof', by: 'peer' })
  first.doors.set('tcp://x:1', 'door').set('tcp://x:2', 'door').set('tcp://y:1', 'other')
  const second = new Memory(first)
  second.forget('a')
  second.forgetDoorsOf('door')
  expect([[...second.over], [...second.rotations.keys()], second.lifeCauses.size]).toEqual([['b'], ['b'], 0])
  expect([...second.counted]).toEqual(['c'])
  expect([...second.doors.keys()]).toEqual(['tcp://y:1'])
  expect([first.over.size, first.rotations.size, first.doors.size]).toEqual([2, 2, 3])
})
