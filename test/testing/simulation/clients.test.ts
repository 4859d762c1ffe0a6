import { expect, test } from 'vitest'
import { seededRandom, virtualWorld } from '../../../src/testing/index.ts'
import { startClients } from '../../../src/testing/simulation/clients.ts'
import { peersBehind } from '../../support/world.ts'

test('Clients report, answer pings, and dial again when they have lost their link, until they are dismissed', async () => {
  const world = virtualWorld()
  const peers = peersBehind(world.host('us').listen({ port: 7_000 }))
  const plan = { host: 'clients', port: 7_000, count: 2, everyMs: 1_000 }
  const dismiss = startClients(world.host('clients'), plan, seededRandom(1))
  await world.advance(2_500)
  expect(peers.map(({ got }) => got)).toEqual([
    ['report', 'report', 'report'],
    ['report', 'report', 'report'],
  ])
  peers[0]?.send('ping')
  await world.advance(10)
  expect(peers[0]?.got.at(-1)).toBe('pong')
  world.inflict({ kind: 'reset', between: ['us', 'clients'] })
  await world.advance(6_500)
  expect(peers).toHaveLength(4)
  dismiss()
  world.inflict({ kind: 'reset', between: ['us', 'clients'] })
  await world.advance(10_000)
  expect(peers).toHaveLength(4)
})
