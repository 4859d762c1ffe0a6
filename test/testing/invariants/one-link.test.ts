import { expect, test } from 'vitest'
import { Planted } from './planted.ts'

test('A connection that dials while its last link is still there is found', () => {
  const planted = new Planted()
  const first = planted.alive('a')
  planted.backoff('a', 1, 1_000)
  planted.now += 1_000
  planted.phase('a', 'connecting', { event: 'backoff.elapsed' })
  first.owner.released()
  planted.dial('a')
  expect(planted.found).toEqual([])
  planted.dial('a')
  expect(planted.whats).toEqual(['a dialled while 1 of its links were still there'])
  expect(planted.found).toEqual([1])
})

test('A link that is to take the place of another may be there beside it, and a third one not', () => {
  const planted = new Planted()
  planted.connections.set('a', { rotates: true })
  planted.alive('a')
  planted.tell({ kind: 'rotating', id: 'a', generation: 2, why: 'age' })
  planted.dial('a')
  expect(planted.found).toEqual([])
  planted.dial('a')
  expect(planted.found).toEqual([1])
})

test('A link that is heard after its release, or alive without being open, is found', () => {
  const planted = new Planted()
  planted.add('root', 'connection', 'a')
  planted.phase('a', 'connecting')
  const link = planted.dial('a')
  planted.phase('a', 'alive', { event: 'link.opened' })
  expect(planted.whats).toEqual(['a is alive by a link that is not open'])
  link.owner.released()
  link.owner.heard()
  expect(planted.whats.slice(1)).toEqual(['a heard of a link that had been released'])
})
