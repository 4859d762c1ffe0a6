import { expect, test } from 'vitest'
import { Planted } from './planted.ts'

test('A tree is known by its feed: who stands where, who is up, and who is gone with whom', () => {
  const planted = new Planted()
  const { family } = planted.stage
  planted.add('root', 'supervisor', 's')
  planted.add('s', 'connection', 's/a', 's/b')
  planted.phase('s/a', 'connecting')
  expect(family.childrenOf('s').map(({ id, isUp }) => [id, isUp])).toEqual([
    ['s/a', true],
    ['s/b', false],
  ])
  expect(family.get('s/a') && family.lineOf(family.get('s/a')!).map(({ id }) => id)).toEqual([
    's/a',
    's',
    'root',
  ])
  planted.tell({ kind: 'removed', id: 's/a' })
  planted.add('s', 'connection', 's/a')
  expect(family.childrenOf('s').map(({ id }) => id)).toEqual(['s/b', 's/a'])
  planted.tell({ kind: 'removed', id: 's' })
  expect([family.get('s'), family.get('s/b'), family.childrenOf('root')]).toEqual([undefined, undefined, []])
})

test('Listeners are up while they listen, and what was asked of a part of the tree was asked of all that is under it', () => {
  const planted = new Planted()
  const { family } = planted.stage
  planted.tell({ kind: 'added', id: 'door', of: 'root', child: 'listener' })
  planted.tell({ kind: 'listening', id: 'door', endpoint: 'fake://door' })
  expect(family.get('door')?.isUp).toBe(true)
  planted.tell({
    kind: 'closed',
    id: 'door',
    endpoint: 'fake://door',
    cause: { kind: 'cancelled', by: 'us' },
  })
  expect(family.get('door')?.isUp).toBe(false)
  planted.add('root', 'supervisor', 's')
  planted.add('s', 'connection', 's/a')
  family.asked('s')
  expect(family.get('s/a')?.isAsked).toBe(true)
  planted.phase('s/a', 'connecting')
  expect(family.get('s/a')?.isAsked).toBe(false)
})
