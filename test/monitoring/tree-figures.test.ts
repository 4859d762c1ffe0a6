import { expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { metrics } from '../../src/monitoring/metrics.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'
import { TestMeter } from './support/meter.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

test('Connections are told by their phases, and none is left in a phase that it has left', async () => {
  const world = testWorld()
  const meter = new TestMeter()
  peerServer(world.network, pong)
  metrics(world.supervisor, { meter: meter.meter })
  const inPhase = (phase: string) => meter.sum('pulsetree.connections', { 'pulsetree.phase': phase })
  world.supervisor.connect('a', world.toPeer(), { heartbeat, staleAfterMs: 1_500 })
  world.supervisor.connect('b', world.toPeer(7374), { backoff: { firstMs: 60_000, jitter: 'none' } })
  await world.clock.advance(1_000)
  expect(await inPhase('alive')).toBe(1)
  expect(await inPhase('backoff')).toBe(1)
  expect(await meter.sum('pulsetree.connections.stale')).toBe(0)
  await world.clock.advance(1_000)
  expect(await meter.sum('pulsetree.connections.stale')).toBe(1)
  world.network.freeze('peer')
  while (!world.phases('a').includes('suspect')) await world.clock.advance(10)
  expect(await inPhase('suspect')).toBe(1)
  expect(await inPhase('alive')).toBe(0)
  expect(await meter.sum('pulsetree.connections')).toBe(2)
  const stopped = world.supervisor.stop({ now: true })
  await world.clock.advance(5_000)
  await stopped
  expect(await meter.sum('pulsetree.connections')).toBe(0)
  expect(await meter.sum('pulsetree.connections.ended')).toBe(2)
})

test('What had happened before is told as far as it is still known', async () => {
  const world = testWorld()
  const meter = new TestMeter()
  peerServer(world.network, pong)
  const connection = world.supervisor.connect('a', world.toPeer(), { heartbeat })
  await world.clock.advance(5_000)
  metrics(world.supervisor, { meter: meter.meter })
  expect(connection.counts.beats).toBeGreaterThan(3)
  expect(await meter.sum('pulsetree.beats')).toBe(connection.counts.beats)
  const stopped = world.supervisor.stop({ now: true })
  await world.clock.advance(5_000)
  await stopped
})
