import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/clock/random.ts'
import type { Instance } from '../../../src/registry/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { RegistryServer } from '../../../src/testing/simulation/registry-server.ts'
import { RegistryWire } from '../../../src/testing/simulation/registry-wire.ts'

const ONE: Instance = { service: 'fleet', id: 'a', endpoint: 'memory://us', metadata: {} }

function begun(keepsData = true) {
  const world = virtualWorld()
  const log: string[] = []
  const server = new RegistryServer(world.host('registry'), seededRandom(1), keepsData, {
    confirms: ({ endpoint }) => log.push(endpoint),
    restarts: (keeps) => log.push(`restarts ${keeps}`),
  })
  const wire = (host: string) => new RegistryWire(world.host(host), () => {})
  return { world, log, server, wire }
}

test('Leases are given and renewed over the wire, and lapse where they are not', async () => {
  const { world, log, server, wire } = begun()
  const session = wire('us').session(ONE, 5_000)
  void session.open(1_000)
  await world.advance(4_000)
  void session.renew(1_000)
  await world.advance(4_900)
  expect([log, server.holder(ONE)]).toEqual([['memory://us', 'memory://us'], ONE])
  await world.advance(200)
  expect(server.holder(ONE)).toBeNull()
})

test('A process that is frozen lets leases lapse when it goes on, before it reads what came', async () => {
  const { world, log, server, wire } = begun()
  const session = wire('us').session(ONE, 5_000)
  void session.open(1_000)
  await world.advance(100)
  const thaw = world.inflict({ kind: 'freeze', host: 'registry' })
  await world.advance(4_000)
  session.renew(60_000).catch(() => log.push('gone'))
  await world.advance(4_000)
  expect(server.holder(ONE)).toEqual(ONE)
  thaw()
  await world.advance(10)
  expect([log, server.holder(ONE)]).toEqual([['memory://us', 'gone'], null])
})

test.each([
  [true, ['memory://us', 'restarts true', 'memory://us'], ONE],
  [false, ['memory://us', 'restarts false', 'gone'], null],
])('A crash is survived by data that are kept: %s', async (keepsData, expected, holder) => {
  const { world, log, server, wire } = begun(keepsData)
  const session = wire('us').session(ONE, 5_000)
  void session.open(1_000)
  await world.advance(100)
  const cure = world.inflict({ kind: 'crash', host: 'registry' })
  await world.advance(20_000)
  cure()
  await world.advance(10)
  session.renew(1_000).catch(() => log.push('gone'))
  await world.advance(10)
  expect([log, server.holder(ONE)]).toEqual([expected, holder])
})
