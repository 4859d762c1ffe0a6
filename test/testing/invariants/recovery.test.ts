import { describe, expect, test } from 'vitest'
import { awaitedMs, hasToRecover, recoveryMs } from '../../../src/testing/invariants/recovery.ts'
import { Planted } from './planted.ts'

describe('Once no fault is left', () => {
  test('a connection that is not alive when its time is over is found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.alive('b')
    planted.backoff('b', 1, 1_000)
    expect(planted.stage.isRecovered).toBe(false)
    planted.stage.expectRecovery()
    expect(planted.whats).toEqual(['b is backoff, and no fault is left'])
  })

  test('whoever was stopped, has failed, or stands under a supervisor that does not run, need not be', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.stage.asked('a', 'stop')
    planted.alive('b')
    planted.phase('b', 'dead', { event: 'link.ended', cause: { kind: 'auth', by: 'peer', detail: '' } })
    planted.phase('b', 'failed', { event: 'link.released' })
    planted.add('root', 'supervisor', 's')
    planted.add('s', 'connection', 's/c')
    planted.phase('s/c', 'connecting')
    planted.tell({ kind: 'supervisor', id: 's', phase: 'givingUp' })
    for (const story of planted.stage.stories.values()) expect(hasToRecover(planted.stage, story)).toBe(false)
    planted.stage.expectRecovery()
    expect(planted.found).toEqual([])
  })

  test('a child that was to be started again and never is, is found', () => {
    const planted = new Planted()
    planted.alive('a').owner.released()
    planted.restart('a')
    planted.stage.expectRecovery()
    expect(planted.whats).toEqual(['a waits to be started again, and no fault is left'])
  })

  test('who waits to be started again has time for that, though nobody else has to recover', () => {
    const planted = new Planted()
    planted.alive('a').owner.released()
    planted.restart('a')
    planted.add('root', 'supervisor', 's')
    planted.tell({
      kind: 'restart',
      id: 's',
      restarts: 1,
      delayMs: 1_000,
      cause: { kind: 'crash', by: 'us', detail: '' },
    })
    expect(planted.stage.isRecovered).toBe(false)
    const [a, s] = ['a', 's'].map((id) => planted.stage.family.get(id))
    if (a === undefined || s === undefined) throw new Error('nobody is there')
    const [ofConnection, ofSupervisor] = [a, s].map((one) => awaitedMs(planted.stage, one, null))
    // Its delay, and 2 s; the same for the root.
    expect(ofSupervisor).toBe(1_000 + 2_000 + 1_000 + 2_000 + 20 * 50)
    expect(ofConnection).toBeGreaterThan(60_000)
    expect(planted.stage.healed()).toBe(ofConnection)
    planted.phase('a', 'connecting')
    planted.tell({ kind: 'supervisor', id: 's', phase: 'running' })
    planted.phase('a', 'alive', { event: 'link.opened' })
    expect(planted.stage.isRecovered).toBe(true)
  })

  test('the bound grows with the longest delay, and with how many there are for the budget', () => {
    const planted = new Planted()
    planted.alive('a')
    const [story] = planted.stage.stories.values()
    if (story === undefined) throw new Error('nobody is there')
    const alone = recoveryMs(planted.stage, story, null)
    expect(alone).toBeGreaterThan(25_000 + 60_000 + 10_000)
    const dials = { perSecond: 1, burst: 1, canaryMs: 1_000, doubt: null }
    expect(recoveryMs(planted.stage, story, dials) - alone).toBe(1_000 + 2_000)
  })
})
