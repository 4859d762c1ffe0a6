import { expect, test } from 'vitest'
import { type FeedBody, pingPong } from '../../src/index.ts'
import { metrics } from '../../src/monitoring/metrics.ts'
import { Peer, peerServer, pong, testWorld } from '../support/world.ts'
import { TestMeter } from './support/meter.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }
const here = { 'network.transport': 'memory' }

function worldWithMeter() {
  const world = testWorld()
  const meter = new TestMeter()
  metrics(world.supervisor, { meter: meter.meter })
  const end = async (): Promise<void> => {
    const stopped = world.supervisor.stop({ now: true })
    await world.clock.advance(5_000)
    await stopped
  }
  return { world, meter, end }
}

test('Dials, deaths by cause and the time to a verdict are counted, with where it was', async () => {
  const { world, meter, end } = worldWithMeter()
  peerServer(world.network, pong)
  const backoff = { firstMs: 100, maxMs: 100, jitter: 'none' } as const
  const a = world.supervisor.connect('a', world.toPeer(), { heartbeat, backoff })
  await world.clock.advance(1_000)
  world.network.freeze('peer')
  await world.clock.advance(3_050)
  const dialled = { 'pulsetree.side': 'dialled', ...here, 'server.address': 'peer', 'server.port': 7373 }
  expect(await meter.sum('pulsetree.dials', dialled)).toBe(a.generation)
  const deaths = await meter.collect()
  expect(deaths['pulsetree.deaths']).toEqual({ [JSON.stringify({ 'error.type': 'silent', ...dialled })]: 1 })
  const [[attributes, detection] = []] = Object.entries(deaths['pulsetree.detection.time'] ?? {})
  expect(JSON.parse(attributes ?? '{}')).toEqual(dialled)
  expect(detection).toEqual({ count: 1, sum: (a.quality.detectionMs?.p50 ?? 0) / 1_000 })

  world.supervisor.connect('b', world.toPeer(7374), { backoff })
  await world.clock.advance(250)
  const refused = { 'error.type': 'refused', 'server.port': 7374 }
  expect(await meter.sum('pulsetree.deaths', refused)).toBeGreaterThanOrEqual(2)
  await end()
  expect(await meter.sum('pulsetree.deaths', { 'error.type': 'cancelled' })).toBeGreaterThanOrEqual(1)
  expect(await meter.sum('pulsetree.dials')).toBe(await meter.sum('pulsetree.deaths'))
})

test('Accepted connections are counted by the address they came to, and a timeout by what timed out', async () => {
  const { world, meter, end } = worldWithMeter()
  world.supervisor.listen('door', world.network.host('us').listen({ port: 7373 }), {
    idleMs: 1_000,
    maxConnections: 1,
  })
  await world.clock.advance(1)
  const dialler = (): void => {
    const peer = new Peer()
    peer.link = world.network.host('peer').dial({ to: 'us:7373' }).dial(peer)
  }
  dialler()
  await world.clock.advance(100)
  dialler()
  await world.clock.advance(5_000)
  const accepted = { 'pulsetree.side': 'accepted', ...here, 'server.address': 'us', 'server.port': 7373 }
  expect(await meter.sum('pulsetree.accepts', accepted)).toBe(1)
  expect(await meter.sum('pulsetree.rejections', accepted)).toBe(1)
  expect(await meter.sum('pulsetree.deaths', { 'error.type': 'timeout.idle', ...accepted })).toBe(1)
  expect(await meter.sum('pulsetree.dials')).toBe(0)
  await end()
})

const silent = { kind: 'silent', by: 'peer' } as const
const told: readonly (readonly [FeedBody, string, Readonly<Record<string, unknown>>, number])[] = [
  [{ kind: 'rotating', id: 'a', generation: 2, why: 'age' }, 'dials', {}, 1],
  [{ kind: 'rotated', id: 'a', generation: 2 }, 'rotations', { 'pulsetree.outcome': 'done' }, 1],
  [
    { kind: 'not-rotated', id: 'a', generation: 2, cause: silent },
    'rotations',
    { 'pulsetree.outcome': 'silent' },
    1,
  ],
  [{ kind: 'dropped', id: 'a', frames: 7, why: 'full' }, 'frames.dropped', {}, 7],
  [{ kind: 'stale', id: 'a', silentMs: 7 }, 'staleness', {}, 1],
  [
    { kind: 'restart', id: 'a', restarts: 1, delayMs: 1, cause: silent },
    'restarts',
    { 'error.type': 'silent' },
    1,
  ],
  [{ kind: 'gave-up', id: 'a', of: 'child', causes: [] }, 'give_ups', { 'pulsetree.of': 'child' }, 1],
  [{ kind: 'doubt', lost: 7, of: 8, withinMs: 9 }, 'doubts', {}, 1],
]

test.each(told)('What the feed tells of is counted: %j', async (body, name, attributes, count) => {
  const { world, meter, end } = worldWithMeter()
  world.supervisor.branch.feed.emit(body)
  expect(await meter.sum(`pulsetree.${name}`, attributes)).toBe(count)
  await end()
})
