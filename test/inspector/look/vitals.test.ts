import { expect, test } from 'vitest'
import { vitalsOf } from '../../../src/inspector/look/vitals.ts'
import { pingPong } from '../../../src/machines/protocol.ts'
import { peerServer, pong, testWorld } from '../../support/world.ts'

test('How a connection is: before its link, with it, and after its end', async () => {
  const world = testWorld({ latencyMs: 5 })
  peerServer(world.network, pong)
  const prices = world.supervisor.connect('prices', world.toPeer(), {
    heartbeat: { protocol: pingPong, everyMs: 100, timeoutMs: 100 },
  })
  expect(vitalsOf(prices)).toMatchObject({
    id: 'prices',
    phase: 'connecting',
    generation: 1,
    suspicion: null,
    silentMs: null,
    rttMs: null,
    misses: 0,
    missLimit: 3,
    isProven: false,
    counts: { frames: 0, beats: 0, misses: 0, reconnects: 0 },
    deadlines: [{ of: 'connect' }],
  })
  await world.clock.advance(1_000)
  const vitals = vitalsOf(prices)
  expect(vitals).toMatchObject({
    phase: 'alive',
    suspicion: 0,
    rttMs: 10,
    misses: 0,
    missLimit: 3,
    isProven: true,
  })
  expect(vitals.silentMs).toBeLessThanOrEqual(110)
  expect(vitals.counts.beats).toBeGreaterThan(8)
  expect(JSON.parse(JSON.stringify(vitals))).toEqual(vitals)
  void prices.stop()
  await world.clock.advance(5_000)
  expect(vitalsOf(prices)).toMatchObject({ phase: 'stopped', suspicion: null, deadlines: [] })
})
