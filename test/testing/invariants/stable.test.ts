import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

/** A connection that has waited once, and had another link that lasted so long after its first bytes, if any came. */
function lasting(lastsMs: number, isHeard: boolean): Planted {
  const planted = new Planted()
  planted.alive('a').owner.released()
  planted.backoff('a', 1, 1_000)
  planted.now += 1_000
  planted.phase('a', 'connecting', { event: 'backoff.elapsed' })
  const link = planted.dial('a')
  link.owner.opened()
  planted.phase('a', 'alive', { event: 'link.opened' })
  if (isHeard) link.owner.heard()
  planted.now += lastsMs
  return planted
}

describe('Attempts', () => {
  test('that start over after a link that was open and never heard are found', () => {
    const planted = lasting(60_000, false)
    planted.connections.set('a', { judged: null })
    planted.backoff('a', 1, 1_000)
    expect(planted.found).toEqual([9])
  })

  test('that start over after a link that was dropped at once are found', () => {
    const planted = lasting(2_000, true)
    planted.backoff('a', 1, 1_000)
    expect(planted.found).toEqual([9])
  })

  test('that go on after a link that was stable are found', () => {
    const planted = lasting(12_000, true)
    planted.backoff('a', 2, 2_000)
    expect(planted.found).toEqual([9])
  })

  test('that go on, and those that start over, where they should are not', () => {
    const unstable = lasting(2_000, true)
    unstable.backoff('a', 2, 2_000)
    const stable = lasting(12_000, true)
    stable.backoff('a', 1, 1_000)
    expect([unstable.found, stable.found]).toEqual([[], []])
  })
})
