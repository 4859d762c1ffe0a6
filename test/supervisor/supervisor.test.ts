import { describe, expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }

describe('a dialled connection', () => {
  test('becomes alive, answers nothing but heartbeats, and stops leaving nothing behind', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('a', world.toPeer(), { heartbeat })
    await world.clock.advance(5_000)
    expect(connection.phase).toBe('alive')
    expect(peers[0]?.got.filter((frame) => frame === 'ping').length).toBeGreaterThanOrEqual(4)
    expect(connection.rttMs?.p50).toBeGreaterThan(1.5)
    const stopped = world.supervisor.stop()
    await world.clock.advance(100)
    await stopped
    expect(world.phases('a')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(world.network.openLinks).toBe(0)
  })

  test('whose peer freezes is suspect after one miss and dead after three, within the bound', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      heartbeat,
      backoff: { firstMs: 1_000, jitter: 'none' },
    })
    await world.clock.advance(5_000)
    const heal = world.network.freeze('peer')
    const frozenAt = world.clock.wall()
    await world.clock.advance(2_600)
    const seen = world.events.filter((event) => event.kind === 'phase')
    expect(seen.map((event) => event.to)).toEqual(['connecting', 'alive', 'suspect', 'dead', 'backoff'])
    expect(connection.cause).toEqual({ kind: 'silent', by: 'peer' })
    const dead = seen.find((event) => event.to === 'dead')
    expect((dead?.at ?? 0) - frozenAt).toBeLessThanOrEqual(1_000 + 3 * 500 + 50)
    heal()
    await world.clock.advance(2_000)
    expect(connection.phase).toBe('alive')
    void world.supervisor.stop()
    await world.clock.advance(100)
    expect(world.network.openLinks).toBe(0)
  })
})
