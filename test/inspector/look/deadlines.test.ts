import { describe, expect, test } from 'vitest'
import type { ConnectOptions } from '../../../src/index.ts'
import { deadlinesOf } from '../../../src/inspector/look/deadlines.ts'
import type { Deadline } from '../../../src/inspector/wire.ts'
import type { Connection } from '../../../src/supervisor/handle.ts'
import { peerServer, pong, type TestWorld, testWorld } from '../../support/world.ts'

const PING = { beat: 'ping', pong: 'pong' } as const

/** How far away each deadline is. */
function awayFrom({ clock }: TestWorld, connection: Connection): Partial<Record<Deadline['of'], number>> {
  const all = deadlinesOf(connection)
  expect(all).toEqual(all.toSorted((a, b) => a.at - b.at))
  return Object.fromEntries(all.map(({ of, at }) => [of, at - clock.wall()]))
}

function dialled(options: ConnectOptions, answer = pong) {
  const world = testWorld()
  const peers = peerServer(world.network, answer)
  return { ...world, world, peers, prices: world.supervisor.connect('prices', world.toPeer(), options) }
}

describe('The deadlines of a connection', () => {
  test('that is dialled: the dial', () => {
    const { world, prices } = dialled({ connectTimeoutMs: 4_000, heartbeat: 'none' })
    expect(awayFrom(world, prices)).toEqual({ connect: 4_000 })
  })

  test('that shakes hands: the handshake', async () => {
    const { world, prices, clock } = dialled({
      heartbeat: 'none',
      handshakeTimeoutMs: 3_000,
      onOpen: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    await clock.advance(2)
    expect(awayFrom(world, prices)).toEqual({ connect: 3_000 })
  })

  test('that is alive: the next beat, the first miss, the verdict; and when it counts as stable', async () => {
    const { world, prices, clock } = dialled({
      heartbeat: { protocol: PING, everyMs: 1_000, timeoutMs: 500, misses: 3 },
      backoff: { stableMs: 60_000 },
    })
    await clock.advance(1_500)
    const heardMs = prices.silentMs ?? Number.NaN
    const away = awayFrom(world, prices)
    expect(away).toMatchObject({ miss: 1_500 - heardMs, verdict: 2_500 - heardMs })
    expect(away.beat).toBeGreaterThan(0)
    expect(away.beat).toBeLessThanOrEqual(1_000)
    expect(away.stable).toBeGreaterThan(58_000)
  })

  test('whose peer falls silent: as many beats and misses come as were foretold, when they were', async () => {
    const { world, prices, clock, peers } = dialled({
      heartbeat: { protocol: PING, everyMs: 1_000, timeoutMs: 500, misses: 2 },
      backoff: { firstMs: 5_000, jitter: 'none', stableMs: 60_000 },
    })
    await clock.advance(3_000)
    for (const peer of peers) peer.answer = () => undefined
    const before = awayFrom(world, prices)
    await clock.advance((before.miss ?? 0) - 1)
    expect(prices.phase).toBe('alive')
    await clock.advance(51)
    const after = awayFrom(world, prices)
    // Only the verdict is left of the misses.
    expect([prices.phase, prices.misses, after.miss]).toEqual(['suspect', 1, undefined])
    await clock.advance((after.verdict ?? 0) + 100)
    expect(prices.phase).toBe('backoff')
    expect(awayFrom(world, prices).retry).toBeGreaterThan(4_000)
  })

  test('that nobody judges, or beats on: only what runs', async () => {
    const judged = dialled({
      heartbeat: { protocol: PING, everyMs: 1_000, detector: 'none' },
      backoff: { stableMs: 1 },
    })
    await judged.clock.advance(2_000)
    expect(Object.keys(awayFrom(judged.world, judged.prices))).toEqual(['beat'])
    const silent = dialled({ heartbeat: 'none' })
    await silent.clock.advance(2_000)
    expect(awayFrom(silent.world, silent.prices)).toEqual({})
  })

  test('whose data may go stale, and which may grow too old', async () => {
    const { world, prices, clock } = dialled({ heartbeat: 'none', staleAfterMs: 700, maxAgeMs: 9_000 })
    await clock.advance(102)
    expect(awayFrom(world, prices)).toEqual({ stale: 600, age: 8_898 })
    await clock.advance(1_000)
    expect([prices.isStale, awayFrom(world, prices).stale]).toEqual([true, undefined])
  })

  test('that is being closed: how long that may take', async () => {
    const { world, prices, clock, network } = dialled({ heartbeat: 'none', closeTimeoutMs: 2_000 })
    await clock.advance(10)
    network.freeze('peer')
    void prices.stop()
    await clock.advance(500)
    expect(awayFrom(world, prices)).toEqual({ close: 1_500 })
    await clock.advance(5_000)
  })
})
