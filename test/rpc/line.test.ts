import { afterEach, describe, expect, test } from 'vitest'
import { type Connection, lengthPrefixed, pingPong, supervise } from '../../src/index.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { rpc } from '../../src/rpc/index.ts'
import { Line } from '../../src/rpc/line.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { outcome } from './support/world.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

function scene() {
  const clock = virtualClock()
  const network = memoryNetwork({ clock, latencyMs: 1 })
  const codec = lengthPrefixed()
  const fleet = supervise({ clock })
  // A new link is proven by what is heard on it.
  const heartbeat = { protocol: pingPong, everyMs: 100, timeoutMs: 1_000 }
  const door = fleet.listen('door', network.host('far').listen({ port: 1, codec }), { heartbeat })
  const accepted: Connection[] = []
  door.accepted$.subscribe((connection) => {
    accepted.push(connection)
    rpc(connection, { methods: { hang: () => new Promise(() => {}), now: () => accepted.length } })
  })
  const connection = fleet.connect('calls', network.host('near').dial({ to: 'far:1', codec }), {
    heartbeat,
    rotation: rotation({ overlapMs: 100 }),
    backoff: { firstMs: 100, maxMs: 100, jitter: 'none' },
  })
  const line = new Line(connection)
  const story: unknown[] = []
  line.watch({
    up: () => story.push(`up ${line.generation}`),
    down: (what, cause, isOver) => story.push([what, cause?.kind ?? null, isOver]),
  })
  ends.push(async () => {
    const stopped = fleet.stop({ now: true })
    await clock.advance(5_000)
    await stopped
  })
  return { clock, connection, accepted, door, line, story }
}

describe('A line', () => {
  test('is up while the connection is alive, and tells why it is not', async () => {
    const { clock, connection, accepted, line, story } = scene()
    expect([line.state, line.generation]).toEqual(['coming', 0])
    await clock.advance(10)
    expect([line.state, line.generation]).toEqual(['up', 1])
    void accepted[0]?.stop()
    await clock.advance(10)
    expect([line.state, line.generation]).toEqual(['down', 0])
    await clock.advance(200)
    void connection.stop()
    await clock.advance(3_000)
    expect(line.state).toBe('over')
    expect(story).toEqual([
      'up 1',
      ['the connection is dead', 'eof', false],
      'up 2',
      ['the connection is dead', 'cancelled', false],
      ['the connection is stopped', 'cancelled', true],
    ])
  })

  test('that nobody watches any more is over, and silent', async () => {
    const { clock, accepted, line, story } = scene()
    await clock.advance(10)
    line.leave()
    void accepted[0]?.stop()
    await clock.advance(500)
    expect([line.state, line.generation, story]).toEqual(['over', 0, ['up 1']])
  })
})

test('Calls that a replaced link carried fail at once, but those that may be asked twice go over the next', async () => {
  const { clock, connection, story } = scene()
  const peer = rpc(connection)
  await clock.advance(10)
  const lost = outcome(peer.call('hang'))
  const again = outcome(peer.call('hang', [], { idempotent: true }))
  await clock.advance(10)
  const rotated = outcome(connection.rotate())
  await clock.advance(500)
  expect(rotated.now).toBeUndefined()
  expect(lost.now).toMatchObject({ name: 'ConnectionError', cause: { kind: 'cancelled', by: 'us' } })
  expect(again.now).toBe('pending')
  expect(story).toEqual(['up 1', ['its link was replaced by another', 'cancelled', false], 'up 2'])
  const now = outcome(peer.call('now'))
  await clock.advance(10)
  expect(now.now).toBe(2)
})
