import { describe, expect, test } from 'vitest'
import { pingPong } from '../../../src/index.ts'
import { Hot } from '../../../src/machines/hot.ts'
import { acceptPlan } from '../../../src/machines/options.ts'
import { byFirstFrame, type IdentifyHook } from '../../../src/supervisor/identity/by.ts'
import { Crowd } from '../../../src/supervisor/identity/crowd.ts'
import { Doorkeeper } from '../../../src/supervisor/identity/doorkeeper.ts'
import { identityPlan } from '../../../src/supervisor/identity/options.ts'
import { Table } from '../../../src/supervisor/identity/table.ts'
import { LazyStore } from '../../../src/supervisor/store.ts'
import { whole } from '../../support/carriers.ts'
import { testWorld } from '../../support/world.ts'
import { FakeListener } from '../fakes.ts'

function doorkeeper(by: IdentifyHook, options: object = {}, crowd: Crowd | null = null) {
  const { supervisor, events } = testWorld()
  const host = supervisor.listen('door', new FakeListener())
  const audience = { changes: new Hot<never>(), store: new LazyStore<never[]>(() => []) }
  const table = new Table(identityPlan({ by }), host, audience)
  return { keeper: new Doorkeeper(host, acceptPlan(options, whole), table, crowd), events }
}

describe('A listener with a doorkeeper', () => {
  test('waits 10 s for a first frame where that is how somebody is known, unless it says otherwise', () => {
    const plan = (by: IdentifyHook, options?: object) => doorkeeper(by, options).keeper.plan
    expect(plan(byFirstFrame())).toMatchObject({ firstFrameTimeoutMs: 10_000, tightestMs: 2_000 })
    expect(plan(byFirstFrame(), { closeTimeoutMs: 60_000, handshakeTimeoutMs: 60_000 }).tightestMs).toBe(
      5_000,
    )
    expect(plan(byFirstFrame(), { firstFrameTimeoutMs: 300 }).firstFrameTimeoutMs).toBe(300)
    expect(plan(() => 'somebody').firstFrameTimeoutMs).toBe(Number.POSITIVE_INFINITY)
  })

  test('keeps everything else that it was told', () => {
    const heartbeat = { protocol: pingPong, everyMs: 700 }
    const { plan } = doorkeeper(byFirstFrame(), { heartbeat, idleMs: 900 }).keeper
    expect([plan.heartbeat?.everyMs, plan.idleMs, plan.accepts]).toEqual([700, 900, true])
  })

  test('has a guard where addresses have a limit, who tells whom it turns away', () => {
    expect(doorkeeper(() => null).keeper.guard).toBeNull()
    const { keeper, events } = doorkeeper(() => null, {}, new Crowd(1))
    const { guard } = keeper
    expect([guard?.arrives('a:1'), guard?.arrives('a:2')]).toEqual([true, false])
    expect(events.filter(({ kind }) => kind === 'rejected')).toMatchObject([
      {
        id: 'door',
        endpoint: 'fake://here',
        peer: 'a:2',
        why: 'the limit of connections from one address is 1',
      },
    ])
    guard?.leaves('a:1')
    expect(guard?.arrives('a:3')).toBe(true)
  })
})
