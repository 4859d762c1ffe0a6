import { describe, expect, test } from 'vitest'
import { type Connection, type FeedEvent, supervise } from '../../../src/index.ts'
import { type SimulatedChild, virtualWorld, watchInvariants } from '../../../src/testing/index.ts'
import { OurFleet } from '../../../src/testing/simulation/fleet.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'
import { CONNECTION } from './small.ts'

const { to: _, kind: __, asks: ___, backoff: ____, ...common } = CONNECTION
const OWN = { ...common, restarts: 3, withinMs: 5_000, restartDelayMs: 100 }

const CHILDREN: readonly SimulatedChild[] = [
  CONNECTION,
  { ...OWN, kind: 'task', name: 't' },
  { ...OWN, kind: 'listener', name: 'door', port: 7_000 },
  {
    ...OWN,
    kind: 'supervisor',
    name: 's',
    strategy: 'one_for_all',
    dynamic: false,
    allRestarts: 3,
    allWithinMs: 5_000,
    children: [{ ...CONNECTION, name: 'b', to: ['peer1', 'peer2'], rotateEveryMs: 60_000, greets: true }],
  },
  {
    ...OWN,
    kind: 'supervisor',
    name: 'template',
    strategy: 'one_for_one',
    dynamic: true,
    allRestarts: 3,
    allWithinMs: 5_000,
    children: [{ ...CONNECTION, name: 'c', asks: false }],
  },
]

async function begun() {
  const world = virtualWorld()
  for (const host of ['peer1', 'peer2']) new SimulatedServer(world.host(host), 'answers')
  const us = world.host('us')
  const root = supervise({ clock: us.clock })
  const watch = watchInvariants(root, { clock: world.clock })
  const events: FeedEvent[] = []
  root.feed$.subscribe((event) => events.push(event))
  const fleet = new OurFleet(root, us, us.clock, watch, CHILDREN)
  await world.advance(100)
  const phase = (id: string) => (root.find(id) as Connection | undefined)?.phase
  return { world, root, fleet, phase, watch, events }
}

describe('Our fleet', () => {
  test('is all that the plan says', async () => {
    const { root, phase } = await begun()
    expect(root.children.map(({ id }) => id)).toEqual(['a', 't', 'door', 's', 'template'])
    expect(['a', 't', 's/b', 'template/c'].map(phase)).toEqual(['alive', 'alive', 'alive', 'alive'])
  })

  test('does what users do, and lets be what cannot be done', async () => {
    const { world, fleet, phase, root, watch } = await begun()
    const act = async (kind: 'stop' | 'start' | 'restart' | 'remove' | 'declare', connection: string) => {
      fleet.act({ kind, connection })
      await world.advance(200)
      return phase(connection)
    }
    expect([await act('stop', 'a'), await act('start', 'a'), await act('restart', 's/b')]).toEqual([
      'stopped',
      'alive',
      'alive',
    ])
    expect([await act('remove', 'template/c'), await act('declare', 'template/c')]).toEqual([
      undefined,
      'alive',
    ])
    expect([await act('start', 'a'), await act('stop', 'nobody'), await act('declare', 's')]).toEqual([
      'alive',
      undefined,
      'running',
    ])
    for (const kind of ['retry', 'probe', 'pause', 'resume', 'rotate', 'change'] as const) {
      fleet.act({ kind, connection: 's/b' })
    }
    fleet.act({ kind: 'send', connection: 'a', text: 'order' })
    await world.advance(5_000)
    watch.look()
    expect([fleet.unsettled, watch.breaches, root.phase]).toEqual([0, [], 'running'])
  })

  test('crashes where bugs are planted, and is started again by its supervisors', async () => {
    const { world, fleet, events, phase } = await begun()
    fleet.act({ kind: 'bug', connection: 't', times: 2 })
    fleet.act({ kind: 'bug', connection: 's/b', times: 1 })
    await world.advance(2_000)
    const restarts = events.flatMap((event) => (event.kind === 'restart' ? [event.id] : []))
    expect(restarts.sort()).toEqual(['s/b', 't', 't'])
    expect(['t', 's/b'].map(phase)).toEqual(['alive', 'alive'])
  })

  test('is there as a whole again once it is revived', async () => {
    const { world, fleet, phase } = await begun()
    for (const connection of ['a', 's', 'template']) fleet.act({ kind: 'stop', connection })
    await world.advance(1_000)
    fleet.revive()
    await world.advance(1_000)
    expect(['a', 's/b', 'template/c'].map(phase)).toEqual(['alive', 'alive', 'alive'])
  })
})
