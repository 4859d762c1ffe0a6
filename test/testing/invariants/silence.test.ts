import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

describe('A peer that is silent', () => {
  test('is found dead within its bound, and one tick', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.now += 25_050
    planted.stage.look()
    expect([planted.found, planted.times(5)]).toEqual([[], 1])
    planted.now += 1
    planted.stage.look()
    expect(planted.found).toEqual([5])
  })

  test('may be found later by as long as this process did not run, and by one grace', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.stage.notRunning({ from: 10_000, to: 16_000 })
    planted.now += 25_050 + 6_000 + 5_000
    planted.stage.look()
    expect(planted.found).toEqual([])
    planted.now += 200
    planted.stage.look()
    expect(planted.found).toEqual([5])
  })

  test('and was found too late is told of even if nobody looked before', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.now += 26_000
    planted.phase('a', 'suspect', { event: 'peer.silent' })
    planted.phase('a', 'dead', { event: 'peer.lost', cause: { kind: 'silent', by: 'peer' } })
    expect(planted.found).toEqual([5])
  })
})

test.each([
  ['a dial', (planted: Planted) => planted.phase('a', 'connecting'), 10_000],
  [
    'a close',
    (planted: Planted) => {
      planted.alive('a')
      planted.phase('a', 'dead', { event: 'link.ended', cause: { kind: 'eof', by: 'peer' } })
    },
    2_000,
  ],
  [
    'a stop',
    (planted: Planted) => {
      planted.alive('a')
      planted.stage.asked('a', 'stop')
    },
    2_000,
  ],
])('%s that takes longer than its deadline is found', (_, begin, ms) => {
  const planted = new Planted()
  planted.add('root', 'connection', 'a')
  planted.now += 1
  begin(planted)
  planted.now += ms + 50
  planted.stage.look()
  expect(planted.found).toEqual([])
  planted.now += 1
  planted.stage.look()
  expect(planted.found).toEqual([5])
})
