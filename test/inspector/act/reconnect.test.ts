import { describe, expect, test } from 'vitest'
import { reconnect } from '../../../src/inspector/act/reconnect.ts'
import { task } from '../../../src/programs/task.ts'
import { peerServer, pong, testWorld } from '../../support/world.ts'

describe('A new link for a connection', () => {
  test('that has one: it ends in order, by us, and the next dial waits for nothing', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const prices = world.supervisor.connect('prices', world.toPeer())
    await world.clock.advance(10)
    expect(reconnect(prices)).toBeNull()
    await world.clock.advance(10)
    expect([prices.phase, prices.generation, prices.restarts]).toEqual(['alive', 2, 0])
    expect(prices.cause).toEqual({ kind: 'cancelled', by: 'us' })
    expect(world.phases('prices')).toEqual(['connecting', 'alive', 'dead', 'backoff', 'connecting', 'alive'])
    expect(peers.map(({ causes }) => causes.map(({ kind }) => kind))).toEqual([['eof'], []])
  })

  test('again and again, each time as before, and nobody stays behind to watch', async () => {
    const world = testWorld()
    peerServer(world.network)
    const prices = world.supervisor.connect('prices', world.toPeer())
    for (let round = 1; round <= 3; round += 1) {
      await world.clock.advance(10)
      expect([reconnect(prices), prices.generation]).toEqual([null, round])
    }
    await world.clock.advance(10)
    expect([prices.phase, prices.generation]).toEqual(['alive', 4])
  })

  test('whose peer is suspect, as well', async () => {
    const world = testWorld()
    peerServer(world.network)
    const heartbeat = { protocol: { beat: 'ping', pong: 'pong' }, everyMs: 100, timeoutMs: 100, misses: 100 }
    const prices = world.supervisor.connect('prices', world.toPeer(), { heartbeat })
    await world.clock.advance(500)
    expect([prices.phase, reconnect(prices)]).toEqual(['suspect', null])
    await world.clock.advance(20)
    expect([prices.phase, prices.generation]).toEqual(['alive', 2])
  })

  test('that waits to dial: it dials now', async () => {
    const world = testWorld()
    const prices = world.supervisor.connect('prices', world.toPeer(), {
      backoff: { firstMs: 60_000, jitter: 'none' },
    })
    await world.clock.advance(10)
    expect(prices.phase).toBe('backoff')
    peerServer(world.network, pong)
    expect(reconnect(prices)).toBeNull()
    await world.clock.advance(10)
    expect([prices.phase, prices.generation]).toEqual(['alive', 2])
  })

  test('that its user stops meanwhile: it is stopped', async () => {
    const world = testWorld()
    peerServer(world.network)
    const prices = world.supervisor.connect('prices', world.toPeer())
    await world.clock.advance(10)
    expect(reconnect(prices)).toBeNull()
    void prices.stop()
    await world.clock.advance(5_000)
    expect([prices.phase, prices.generation]).toEqual(['stopped', 1])
  })
})

describe('Refused in one sentence', () => {
  test('while it is dialled, and when it has ended', async () => {
    const world = testWorld()
    const prices = world.supervisor.connect('prices', world.toPeer(), { retry: () => false })
    expect(reconnect(prices)).toContain('being dialled already')
    await world.clock.advance(10)
    expect([prices.phase, reconnect(prices)]).toEqual(['failed', expect.stringContaining('restart it')])
    peerServer(world.network)
    const other = world.supervisor.connect('other', world.toPeer())
    await world.clock.advance(10)
    void other.stop()
    expect([other.phase, reconnect(other)]).toEqual(['dead', expect.stringContaining('just ending')])
    await world.clock.advance(10_000)
    expect([other.phase, reconnect(other)]).toEqual(['stopped', expect.stringContaining('restart it')])
  })

  test('of a program, which has no link', () => {
    const world = testWorld()
    const sums = world.supervisor.run(
      'sums',
      task(() => new Promise(() => {})),
    )
    expect(reconnect(sums)).toContain('restart it')
  })
})
