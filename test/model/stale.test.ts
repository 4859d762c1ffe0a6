/** A feed that has stopped while its peer answers every ping: what a connection tells of it, and does about it. */
import { describe, expect, test } from 'vitest'
import { type ConnectOptions, type FeedEvent, pingPong } from '../../src/index.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const STALE_MS = 10_000
/** Beyond it by a tick, and by no beat. */
const LATE_MS = 100
const watched: ConnectOptions = {
  heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500 },
  backoff: { firstMs: 100, jitter: 'none' },
  staleAfterMs: STALE_MS,
}

async function scene(options: ConnectOptions) {
  const world = testWorld()
  const peers = peerServer(world.network, pong)
  const connection = world.supervisor.connect('feed', world.toPeer(), options)
  // Between two milliseconds.
  await world.clock.advance(1_000.3)
  peers[0]?.send('a price')
  await world.clock.advance(10)
  const kinds = (): FeedEvent['kind'][] => world.events.map(({ kind }) => kind)
  return { ...world, peers, connection, kinds }
}

describe('A feed that stops', () => {
  test('is told of, once, and so is its return; the connection lives on', async () => {
    const { clock, events, kinds, peers, connection, phases, supervisor } = await scene(watched)
    await clock.advance(STALE_MS - 20)
    expect([kinds().includes('stale'), connection.isStale]).toEqual([false, false])
    await clock.advance(20 + LATE_MS)
    expect(connection.isStale).toBe(true)
    const told = events.filter(({ kind }) => kind === 'stale')
    expect(told).toMatchObject([{ id: 'feed' }])
    for (const event of told) {
      if (event.kind !== 'stale') continue
      expect(Number.isInteger(event.silentMs)).toBe(true)
      expect(event.silentMs).toBeGreaterThanOrEqual(STALE_MS)
      expect(event.silentMs).toBeLessThanOrEqual(STALE_MS + LATE_MS)
    }
    await clock.advance(3 * STALE_MS)
    expect(events.filter(({ kind }) => kind === 'stale')).toHaveLength(1)
    peers[0]?.send('a price')
    await clock.advance(10)
    expect(connection.isStale).toBe(false)
    expect(kinds().filter((kind) => kind === 'fresh')).toHaveLength(1)
    expect(phases('feed')).toEqual(['connecting', 'alive'])
    const stopped = supervisor.stop()
    await clock.advance(3_000)
    await stopped
    expect(clock.pending).toBe(0)
  })

  test('ends the link where that was asked for, and is dialled again', async () => {
    const { clock, peers, connection, phases, supervisor } = await scene({ ...watched, whenStale: 'end' })
    await clock.advance(STALE_MS + LATE_MS)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'stale' })
    await clock.advance(200)
    expect(phases('feed')).toEqual(['connecting', 'alive', 'dead', 'backoff', 'connecting', 'alive'])
    expect([connection.isStale, peers.length]).toEqual([false, 2])
    const stopped = supervisor.stop()
    await clock.advance(3_000)
    await stopped
    expect(clock.pending).toBe(0)
  })

  test('is said goodbye to: the peer is there', async () => {
    let goodbyes = 0
    class Polite extends FakeLink {
      override close(): void {
        goodbyes += 1
        super.close()
      }
    }
    const { clock, supervisor } = testWorld()
    const connection = supervisor.connect('feed', new FakeTransport(() => new Polite()), {
      staleAfterMs: STALE_MS,
      whenStale: 'end',
      retry: () => false,
    })
    await clock.advance(STALE_MS + LATE_MS)
    expect([connection.phase, goodbyes]).toEqual(['failed', 1])
  })
})
