import { expect, test } from 'vitest'
import { Planted } from './planted.ts'

test('A connection that is heard and stays suspect is found', () => {
  const planted = new Planted()
  const link = planted.alive('a')
  planted.now += 15_000
  planted.phase('a', 'suspect', { event: 'peer.silent' })
  link.owner.heard()
  expect(planted.whats).toEqual(['a was heard, and is suspect all the same'])
})

test('A connection that is well again by the bytes of no link of its own is found', () => {
  const planted = new Planted()
  planted.alive('a')
  planted.now += 15_000
  planted.phase('a', 'suspect', { event: 'peer.silent' })
  planted.phase('a', 'alive', { event: 'peer.heard' })
  expect(planted.found).toEqual([7])
})
