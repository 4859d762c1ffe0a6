import { describe, expect, test } from 'vitest'
import { connectionFacts } from '../../../src/testing/invariants/facts.ts'
import { Planted } from './planted.ts'

describe('A delay', () => {
  test.each([
    ['none', 2_000, 2_000],
    ['full', 0, 2_000],
    ['equal', 1_000, 2_000],
    ['decorrelated', 1_000, 3_000],
  ] as const)('with jitter %s outside its envelope is found', (jitter, lowest, highest) => {
    const found = (delayMs: number): readonly number[] => {
      const planted = new Planted()
      planted.connections.set('a', connectionFacts({ backoff: { firstMs: 1_000, maxMs: 60_000, jitter } }))
      planted.alive('a')
      planted.backoff('a', 1, 1_000)
      planted.now += 1_000
      planted.phase('a', 'connecting', { event: 'backoff.elapsed' })
      planted.backoff('a', 2, delayMs)
      return planted.found
    }
    expect([found(lowest), found(highest)]).toEqual([[], []])
    expect(found(highest + 1)).toEqual([8])
    if (lowest > 0) expect(found(lowest - 1)).toEqual([8])
  })

  test('above the cap is found, however many attempts there were', () => {
    const planted = new Planted()
    planted.connections.set(
      'a',
      connectionFacts({ backoff: { firstMs: 1_000, maxMs: 4_000, jitter: 'full' } }),
    )
    planted.alive('a')
    for (const [attempt, delayMs] of [1_000, 2_000, 4_000, 4_000].entries()) {
      planted.backoff('a', attempt + 1, delayMs)
      planted.now += delayMs
      planted.phase('a', 'connecting', { event: 'backoff.elapsed' })
    }
    expect(planted.found).toEqual([])
    planted.backoff('a', 5, 4_001)
    expect(planted.found).toEqual([8])
  })

  test('that nobody had a reason to end early is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.backoff('a', 1, 1_000)
    planted.now += 999
    planted.phase('a', 'connecting', { event: 'retry' })
    expect(planted.whats).toEqual(['a dialled 1 ms before its delay was over'])
  })

  test('may be ended by whoever asks, and by a sibling that got through to the same endpoint', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.backoff('a', 1, 1_000)
    planted.stage.asked('a', 'retry')
    planted.phase('a', 'connecting', { event: 'retry' })
    planted.alive('b', 'fake://shared')
    planted.backoff('b', 1, 1_000)
    planted.alive('c', 'fake://shared').owner.heard()
    planted.phase('b', 'connecting', { event: 'retry' })
    expect(planted.found).toEqual([])
  })

  test('of the default kind may be ended as a canary, but only where others wait', () => {
    const alone = new Planted()
    alone.connections.set('a', { isUsual: true })
    alone.alive('a')
    alone.backoff('a', 1, 1_000)
    alone.phase('a', 'connecting', { event: 'retry' })
    expect(alone.found).toEqual([8])
    const two = new Planted()
    for (const id of ['a', 'b']) {
      two.connections.set(id, { isUsual: true })
      two.alive(id, 'fake://shared')
    }
    two.backoff('a', 1, 1_000)
    two.backoff('b', 1, 1_000)
    two.now += 1
    two.phase('a', 'connecting', { event: 'retry' })
    expect(two.found).toEqual([])
  })

  test('before a restart that is longer than its longest is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.restart('a', 1_001)
    expect(planted.found).toEqual([8])
  })
})
