import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { supervise } from '../../../src/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { Breakers } from '../../../src/testing/invariants/breakers.ts'
import { watchWith } from '../../../src/testing/invariants/watch.ts'
import { Caller } from '../../../src/testing/simulation/caller.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'
import type { SimulatedCaller } from '../../../src/testing/simulation/plan-parts.ts'
import { CALLER } from './small-parts.ts'

async function begun(plan: Partial<SimulatedCaller> = {}) {
  const world = virtualWorld()
  const server = new SimulatedServer(world.host('peer'), 'answers')
  const us = world.host('us')
  const root = supervise({ clock: us.clock })
  const breakers = new Breakers()
  const watch = watchWith(root, { clock: world.clock }, [breakers.keep])
  const connect = () =>
    root.connect('a', watch.transport('a', us.dial({ to: 'peer:7373' })), {
      heartbeat: 'none',
      backoff: { firstMs: 500, jitter: 'none' },
    })
  connect()
  const random = seededRandom(1)
  const caller = new Caller(
    { ...CALLER, ...plan },
    { root, clock: us.clock, treeClock: us.clock, random, breakers },
  )
  const over = async (ms: number) => {
    await world.advance(ms)
    watch.look()
    return { ...breakers.seen }
  }
  return { world, server, root, breakers, watch, caller, connect, over }
}

test('It calls about as often as it shall, and its breaker opens when the peer says no, and closes again', async () => {
  const { server, over, watch } = await begun()
  const well = await over(20_000)
  expect(well).toMatchObject({ refused: 0, opened: 0 })
  expect(well.passed).toBeGreaterThan(13)
  expect(well.passed).toBeLessThan(30)
  server.errors = 1
  const ill = await over(20_000)
  expect(ill.opened).toBeGreaterThan(1)
  expect(ill.refused).toBeGreaterThan(5)
  server.errors = 0
  expect((await over(20_000)).closed).toBe(1)
  expect([watch.breaches, watch.checked[12]?.times]).toEqual([[], expect.any(Number)])
})

test('Several calls at once, some of them called off, are as many as the plan allows', async () => {
  const { over, caller, watch } = await begun({ atOnce: 5, calledOff: 0.5 })
  expect((await over(20_000)).passed).toBeGreaterThan(40)
  expect([caller.unsettled, watch.breaches]).toEqual([0, []])
})

test('A breaker that heeds its connection opens with its end, and stops with it; the next connection has another', async () => {
  const { world, root, over, caller, connect, breakers } = await begun()
  await over(5_000)
  const cure = world.inflict({ kind: 'crash', host: 'peer' })
  expect(await over(1_000)).toMatchObject({ opened: 1 })
  cure()
  await over(10_000)
  const removed = root.remove('a')
  await over(2_000)
  await removed
  const { passed } = breakers.seen
  expect((await over(10_000)).passed).toBe(passed)
  connect()
  expect((await over(10_000)).passed).toBeGreaterThan(passed)
  expect(caller.made).toBe(2)
})

test('Nothing is left of it when it is closed and the tree has stopped, whether its breaker heeds that or not', async () => {
  for (const heeds of [true, false]) {
    const { world, server, root, over, caller } = await begun({ breaker: { ...CALLER.breaker, heeds } })
    server.errors = 1
    await over(10_000)
    caller.close()
    const stopped = root.stop()
    await over(10_000)
    await stopped
    expect([caller.unsettled, world.clock.pending]).toEqual([0, 0])
  }
})
