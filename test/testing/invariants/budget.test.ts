import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

const DIALS = { perSecond: 20, burst: 2, canaryMs: 1_000, doubt: null }

/** So many connections that dial again within one moment. */
function dialAgain(planted: Planted, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const id = `c${n}`
    planted.alive(id).owner.released()
    planted.backoff(id, 1, 1_000)
  }
  planted.now += 60_000
  for (let n = 0; n < count; n += 1) {
    planted.phase(`c${n}`, 'connecting', { event: 'backoff.elapsed' })
    planted.dial(`c${n}`)
  }
}

describe('Dials', () => {
  test('that are more than the budget allows are found; first ones are not counted', () => {
    const fair = new Planted(DIALS)
    dialAgain(fair, 4)
    expect(fair.found).toEqual([])
    const unfair = new Planted(DIALS)
    dialAgain(unfair, 5)
    expect(unfair.whats).toEqual(['c4 is dial 5 in 100 ms, 4 are allowed'])
  })

  test('that are no canaries while the tree doubts itself are found', () => {
    const planted = new Planted({ ...DIALS, perSecond: 400, burst: 1 })
    for (const id of ['a', 'b', 'c']) {
      planted.alive(id, 'fake://shared').owner.released()
      planted.backoff(id, 1, 1_000)
    }
    planted.tell({ kind: 'doubt', lost: 3, of: 3, withinMs: 1_000 })
    for (const id of ['a', 'b', 'c']) {
      planted.now += 1_000 / 3
      planted.phase(id, 'connecting', { event: 'backoff.elapsed' })
      planted.dial(id, 'fake://shared')
    }
    expect(planted.found).toEqual([8, 8])
    const hasty = new Planted({ ...DIALS, perSecond: 400, burst: 1, canaryMs: 60_000 })
    for (const id of ['a', 'b', 'c']) {
      hasty.alive(id, 'fake://shared').owner.released()
      hasty.backoff(id, 1, 1_000)
    }
    hasty.tell({ kind: 'doubt', lost: 3, of: 3, withinMs: 1_000 })
    hasty.now += 2_000
    for (const id of ['a', 'b', 'c']) {
      hasty.phase(id, 'connecting', { event: 'backoff.elapsed' })
      hasty.dial(id, 'fake://shared')
    }
    expect(hasty.found).toEqual([15])
  })
})
