import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import { supervise } from '../../../src/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { Leases } from '../../../src/testing/invariants/leases.ts'
import { watchWith } from '../../../src/testing/invariants/watch.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'
import type { SimulatedRegistry } from '../../../src/testing/simulation/plan-parts.ts'
import { OurRegistrations, startElsewhere } from '../../../src/testing/simulation/registrations.ts'
import { RegistryServer } from '../../../src/testing/simulation/registry-server.ts'
import { REGISTERED } from './small-parts.ts'

async function begun(plan: Partial<SimulatedRegistry> = {}) {
  const registry = { ...REGISTERED, ...plan }
  const world = virtualWorld()
  new SimulatedServer(world.host('peer'), 'answers')
  const us = world.host('us')
  const root = supervise({ clock: us.clock })
  const leases = new Leases(world.clock)
  const watch = watchWith(root, { clock: world.clock }, [leases.keep])
  const connect = () =>
    root.connect('a', watch.transport('a', us.dial({ to: 'peer:7373' })), {
      heartbeat: 'none',
      backoff: { firstMs: 500, jitter: 'none' },
    })
  connect()
  const server = new RegistryServer(world.host('registry'), seededRandom(1), true, leases)
  leases.serves((instance) => server.holder(instance))
  const random = seededRandom(2)
  const dismiss = startElsewhere(world.host('elsewhere'), registry, random, leases)
  const ours = new OurRegistrations(registry.registrations, { root, us, clock: us.clock, random, leases })
  /** Who has the name after so long. */
  const holder = async (ms: number): Promise<string | undefined> => {
    await world.advance(ms)
    watch.look()
    return server.holder({ service: 'fleet', id: 'a', endpoint: '', metadata: {} })?.endpoint
  }
  return { world, root, watch, ours, dismiss, connect, holder }
}

test('Whoever is alive is registered, is not when it is dead, and is again when it is back', async () => {
  const { world, holder, ours, watch } = await begun()
  expect([await holder(100), await holder(30_000)]).toEqual(['memory://us', 'memory://us'])
  const cure = world.inflict({ kind: 'crash', host: 'peer' })
  expect(await holder(100)).toBeUndefined()
  cure()
  expect(await holder(5_000)).toBe('memory://us')
  expect([ours.seen, watch.breaches]).toEqual([{ held: 2, lost: 0 }, []])
})

test('One that is removed and declared anew is registered anew, until it is quiet', async () => {
  const { root, holder, ours, connect } = await begun()
  await holder(100)
  const removed = root.remove('a')
  expect(await holder(3_000)).toBeUndefined()
  await removed
  connect()
  expect(await holder(10_000)).toBe('memory://us')
  const again = root.remove('a')
  await holder(3_000)
  await again
  ours.quiet()
  connect()
  expect([await holder(20_000), ours.seen.held]).toEqual([undefined, 2])
})

test('A rival gets the name when we cannot renew it, and by then we know', async () => {
  const { world, holder, ours, watch } = await begun({ rival: { wantsMs: 3_600_000, restsMs: 1 } })
  expect(await holder(100)).toBe('memory://elsewhere')
  const cured = await begun({ rival: { wantsMs: 3_600_000, restsMs: 20_000 } })
  expect(await cured.holder(1_000)).toBe('memory://us')
  cured.world.inflict({ kind: 'cut', between: ['us', 'registry'] })
  expect(await cured.holder(40_000)).toBe('memory://elsewhere')
  expect([cured.ours.seen, cured.watch.breaches]).toEqual([{ held: 1, lost: 1 }, []])
  expect([ours.seen, watch.breaches, world.clock.now()]).toEqual([{ held: 0, lost: 0 }, [], 100])
})

test('Nothing is left on either side when both are closed', async () => {
  const { world, root, ours, dismiss, holder } = await begun()
  await holder(1_000)
  ours.quiet()
  const stopped = root.stop()
  await holder(3_000)
  await stopped
  dismiss()
  const closed = ours.close()
  await holder(100)
  await closed
  expect(world.rest()).toMatchObject({ links: 0, dials: 0, tasks: 0 })
})
