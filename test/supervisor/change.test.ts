import { describe, expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { type RotationOptions, rotation } from '../../src/machines/rotation.ts'
import { task } from '../../src/programs/task.ts'
import { type ChangeOptions, change } from '../../src/supervisor/change.ts'
import { treeOf } from '../../src/supervisor/tree/tree.ts'
import { failover } from '../../src/transport/failover.ts'
import { peerServer, pong, type TestWorld, testWorld } from '../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from './fakes.ts'

/** Every dial is a bug. */
const broken = (): FakeTransport =>
  new FakeTransport((dial) => {
    throw new Error(`bug ${dial}`)
  })

const restartOf = ({ supervisor }: TestWorld, id: string): string | undefined =>
  treeOf(supervisor).children.find((node) => node.id === id)?.child?.restart

/** The transport gets another link than the one it had. */
async function lost(world: TestWorld, transport: FakeTransport): Promise<void> {
  transport.links.at(-1)?.owner?.ended({ kind: 'eof', by: 'peer' })
  await world.clock.advance(10_000)
}

describe('Options of a child', () => {
  test('hold at once: one that was to be started again is not, now that it is temporary', async () => {
    const world = testWorld({ restartDelayMs: 100 })
    const transport = new FakeTransport((dial) => {
      if (dial > 1) throw new Error('bug')
      return new FakeLink()
    })
    const connection = world.supervisor.connect('a', transport, { backoff: { firstMs: 1, jitter: 'none' } })
    await world.clock.advance(0)
    change(world.supervisor, 'a', { restart: 'temporary' })
    expect(restartOf(world, 'a')).toBe('temporary')
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(1_000)
    await connection.ended()
    expect(transport.links).toHaveLength(1)
    expect(connection.restarts).toBe(0)
  })

  test('are told by the feed, once', () => {
    const { supervisor, events } = testWorld()
    supervisor.connect('a', new FakeTransport())
    change(supervisor, 'a', { shutdownMs: 0 })
    expect(events.filter(({ kind }) => kind === 'changed')).toMatchObject([{ id: 'a' }])
  })

  test('that are not said stay as they were', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('a', broken(), {
      intensity: { restarts: 1 },
      restartDelayMs: 10,
    })
    change(world.supervisor, 'a', { shutdownMs: 0 })
    await world.clock.advance(1_000)
    await connection.ended()
    expect(connection.restarts).toBe(1)
  })

  test('give a child another intensity', async () => {
    const { supervisor, clock } = testWorld({ intensity: { restarts: 9 }, restartDelayMs: 10 })
    const connection = supervisor.connect('a', broken(), { intensity: { restarts: 1 } })
    change(supervisor, 'a', { intensity: { restarts: 5 } })
    supervisor.connect('b', broken(), { intensity: { restarts: 5 } })
    change(supervisor, 'b', { intensity: { restarts: 2 } })
    await clock.advance(1_000)
    expect(connection.restarts).toBe(5)
    expect(supervisor.find('b')?.restarts).toBe(2)
  })

  test('take the place of those that say the same: a delay that of a back-off, and the other way round', async () => {
    const { supervisor, clock, events } = testWorld({ intensity: { restarts: 99 } })
    supervisor.connect('a', broken(), { restartBackoff: { firstMs: 700, jitter: 'none' } })
    supervisor.connect('b', broken(), { restartDelayMs: 700 })
    change(supervisor, 'a', { restartDelayMs: 5 })
    change(supervisor, 'b', { restartBackoff: { firstMs: 5, maxMs: 5, jitter: 'none' } })
    await clock.advance(705)
    const delays = events.flatMap((event) =>
      event.kind === 'restart' ? [`${event.id} ${event.delayMs}`] : [],
    )
    // The first ones were drawn before.
    expect(delays.slice(0, 4)).toEqual(['a 700', 'b 700', 'a 5', 'b 5'])
  })

  test('limit how long a stop may take', async () => {
    const world = testWorld()
    peerServer(world.network)
    world.supervisor.connect('a', world.toPeer(), { closeTimeoutMs: 60_000, shutdownMs: false })
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    change(world.supervisor, 'a', { shutdownMs: 200 })
    void world.supervisor.stop()
    await world.clock.advance(200)
    expect(await world.supervisor.ended).toEqual({ kind: 'stopped', killed: ['a'] })
  })

  test('can be changed of a nested supervisor, of a listener and of a program too', () => {
    const world = testWorld()
    world.supervisor.supervise('edge')
    world.supervisor.listen('door', new FakeListener())
    world.supervisor.run(
      'work',
      task(() => new Promise(() => {})),
    )
    for (const id of ['edge', 'door', 'work']) {
      change(world.supervisor, id, { restart: 'permanent' })
      expect(restartOf(world, id)).toBe('permanent')
    }
    expect(treeOf(world.supervisor).children.map(({ kind }) => kind)).toEqual([
      'supervisor',
      'listener',
      'program',
    ])
  })

  test('of a child of a nested supervisor are its supervisor’s to change', () => {
    const world = testWorld()
    const edge = world.supervisor.supervise('edge')
    edge.connect('a', new FakeTransport())
    change(edge, 'a', { restart: 'permanent' })
    expect(treeOf(edge).children[0]?.child?.restart).toBe('permanent')
  })

  test('hold for the handle that comes in its place, and after its supervisor was started anew', async () => {
    const { supervisor } = testWorld()
    const edge = supervisor.supervise('edge')
    await edge.connect('a', new FakeTransport()).stop()
    change(edge, 'a', { restart: 'permanent' })
    await edge.stop()
    supervisor.start('edge')
    const again = supervisor.find('edge')
    expect(again).not.toBe(edge)
    expect(again !== undefined && 'branch' in again && treeOf(again).children[0]?.child?.restart).toBe(
      'permanent',
    )
    if (again !== undefined && 'branch' in again) change(again, 'a', { shutdownMs: 0 })
    expect(again !== undefined && 'branch' in again && treeOf(again).children[0]?.child?.restart).toBe(
      'permanent',
    )
  })
})

describe('Options of a connection', () => {
  test('hold from its next link on: the heartbeat of the present one goes on', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      heartbeat: { protocol: pingPong, everyMs: 1_000 },
      backoff: { firstMs: 100, jitter: 'none' },
    })
    await world.clock.advance(500)
    change(world.supervisor, 'a', { heartbeat: { protocol: pingPong, everyMs: 100, timeoutMs: 50 } })
    await world.clock.advance(3_000)
    expect(peers[0]?.got.length).toBeLessThanOrEqual(4)
    peers[0]?.link?.close()
    await world.clock.advance(1_300)
    expect(connection.phase).toBe('alive')
    expect(peers[1]?.got.length).toBeGreaterThanOrEqual(9)
    expect(connection.rttMs).not.toBeNull()
    void world.supervisor.stop()
    await world.clock.advance(100)
    expect(world.network.openLinks).toBe(0)
    expect(world.clock.pending).toBe(0)
  })

  test('that is not alive hold from its next dial on', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('a', world.toPeer(9), {
      backoff: { firstMs: 1_000, jitter: 'none' },
    })
    await world.clock.advance(500)
    expect(connection.phase).toBe('backoff')
    peerServer(world.network)
    change(world.supervisor, 'a', { transport: world.toPeer() })
    await world.clock.advance(600)
    expect([connection.phase, connection.endpoint]).toEqual(['alive', 'memory://peer:7373'])
    expect(connection.generation).toBe(2)
  })

  test('bring another transport, whose links go by the same handle', async () => {
    const world = testWorld()
    const [first, second] = [new FakeTransport(), new FakeTransport()]
    const connection = world.supervisor.connect('a', first)
    const frames: string[] = []
    connection.frames$.subscribe(({ text }) => frames.push(text))
    await world.clock.advance(0)
    change(world.supervisor, 'a', { transport: second })
    first.links[0]?.say('one')
    await lost(world, first)
    second.links[0]?.say('two')
    expect([first.links.length, second.links.length]).toEqual([1, 1])
    expect(frames).toEqual(['one', 'two'])
    expect(connection.counts).toMatchObject({ frames: 2, reconnects: 1 })
    // It stays, whatever else is changed.
    change(world.supervisor, 'a', { idleMs: 60_000 })
    await lost(world, second)
    expect([first.links.length, second.links.length]).toEqual([1, 2])
  })

  test('hold in the next life, and in the handle after it', async () => {
    const world = testWorld()
    const [first, second] = [new FakeTransport(), new FakeTransport()]
    world.supervisor.connect('a', first)
    await world.clock.advance(0)
    change(world.supervisor, 'a', { transport: second })
    await world.supervisor.restart('a')
    await world.clock.advance(0)
    expect([first.links.length, second.links.length]).toEqual([1, 1])
    await world.supervisor.find('a')?.stop()
    world.supervisor.start('a')
    await world.clock.advance(0)
    expect([first.links.length, second.links.length]).toEqual([1, 2])
  })

  test('with rotate() are proven before the old link is closed', async () => {
    const world = testWorld()
    const [old] = [peerServer(world.network, pong)]
    const young = peerServer(world.network, pong, 7374)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      heartbeat: { protocol: pingPong, everyMs: 1_000 },
      rotation: rotation(),
    })
    await world.clock.advance(100)
    change(world.supervisor, 'a', { transport: world.toPeer(7374) })
    const rotated = connection.rotate()
    await world.clock.advance(5_000)
    await rotated
    expect(world.phases('a')).toEqual(['connecting', 'alive'])
    expect([connection.endpoint, old[0]?.isReleased, young.length]).toEqual(['memory://peer:7374', true, 1])
    young[0]?.link?.close()
    await world.clock.advance(60_000)
    expect(connection.endpoint).toBe('memory://peer:7374')
  })

  test('bring a heartbeat where there was none: it is as fine as it says, and no frame', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      backoff: { firstMs: 1, jitter: 'none' },
    })
    const frames: string[] = []
    connection.frames$.subscribe(({ text }) => frames.push(text))
    await world.clock.advance(100)
    change(world.supervisor, 'a', { heartbeat: { protocol: pingPong, everyMs: 20, timeoutMs: 20 } })
    peers[0]?.link?.close()
    await world.clock.advance(1_000)
    expect(peers[1]?.got.length).toBeGreaterThanOrEqual(40)
    expect(frames).toEqual([])
  })

  test('decide anew what proves a link, unless that was said', async () => {
    const world = testWorld()
    const heartbeat = { protocol: pingPong, everyMs: 60_000 }
    const connection = world.supervisor.connect('a', new FakeTransport(), {
      heartbeat,
      rotation: rotation({ provenWithinMs: 100 }),
    })
    await world.clock.advance(10)
    change(world.supervisor, 'a', { heartbeat: 'none' })
    connection.rotate().catch(() => {})
    await world.clock.advance(200)
    expect(connection.generation).toBe(2)
  })

  test.each<[string, RotationOptions | null, () => ChangeOptions]>([
    ['rotation.everyMs', { everyMs: 60_000 }, () => ({ maxAgeMs: 60_000 })],
    ['rotation', {}, () => ({ transport: Object.assign(new FakeTransport(), { once: true }) })],
    ['rotation', null, () => ({ transport: failover([new FakeTransport(), new FakeTransport()]) })],
  ])('that do not go with its rotation are refused at the door: %s of %o', async (option, rotates, said) => {
    const world = testWorld()
    const transport = new FakeTransport()
    const connection = world.supervisor.connect('a', transport, {
      backoff: { firstMs: 10, jitter: 'none' },
      ...(rotates === null ? {} : { rotation: rotation(rotates) }),
    })
    await world.clock.advance(10)
    expect(() => change(world.supervisor, 'a', said())).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
    await lost(world, transport)
    expect([connection.phase, connection.restarts, transport.links.length]).toEqual(['alive', 0, 2])
  })

  test('outlive a rotation that was under way when they were said', async () => {
    const world = testWorld({ latencyMs: 10 })
    const old = peerServer(world.network, pong)
    const young = peerServer(world.network, pong, 7374)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      heartbeat: { protocol: pingPong, everyMs: 1_000 },
      backoff: { firstMs: 100, jitter: 'none' },
      rotation: rotation(),
    })
    await world.clock.advance(100)
    const rotated = connection.rotate()
    await world.clock.advance(5)
    change(world.supervisor, 'a', { transport: world.toPeer(7374) })
    await world.clock.advance(5_000)
    await rotated
    expect([connection.endpoint, old.length, young.length]).toEqual(['memory://peer:7373', 2, 0])
    old[1]?.link?.close()
    await world.clock.advance(1_000)
    expect([connection.endpoint, connection.phase, young.length]).toEqual(['memory://peer:7374', 'alive', 1])
  })

  test('say how many frames wait for the next link, those that wait already included', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('a', world.toPeer(9), {
      queue: { max: 1, drop: 'oldest' },
      backoff: { firstMs: 100, jitter: 'none' },
    })
    await world.clock.advance(50)
    const sends = [connection.send('a')]
    change(world.supervisor, 'a', { queue: { max: 2, drop: 'oldest' } })
    await world.clock.advance(100)
    sends.push(connection.send('b'))
    const peers = peerServer(world.network, undefined, 9)
    await world.clock.advance(500)
    await Promise.all(sends)
    expect(peers[0]?.got).toEqual(['a', 'b'])
  })
})

describe('The limit of a listener', () => {
  test('holds at once, for those who come', () => {
    const { supervisor } = testWorld()
    const listener = new FakeListener()
    const door = supervisor.listen('door', listener, { maxConnections: 2 })
    listener.owner?.listening(listener.endpoint)
    for (const peer of ['a', 'b']) listener.visit(peer)
    change(supervisor, 'door', { maxConnections: 1 })
    expect([door.size, listener.visit('c')]).toEqual([2, null])
    change(supervisor, 'door', { maxConnections: 3 })
    expect(listener.visit('d')).not.toBeNull()
  })
})

describe('What cannot be changed', () => {
  const say = (world: TestWorld, id: string, options: object): void => {
    Reflect.apply(change, null, [world.supervisor, id, options])
  }

  test.each<{ situation: string; id: string; option: string; options: object }>([
    { situation: 'a child that there is not', id: 'x', option: 'id', options: {} },
    { situation: 'a word that there is not', id: 'a', option: 'restart', options: { restart: 'never' } },
    { situation: 'an option nobody knows', id: 'a', option: 'connect.idle', options: { idle: 1 } },
    { situation: 'a deadline below zero', id: 'a', option: 'idleMs', options: { idleMs: -1 } },
    { situation: 'a transport that is none', id: 'a', option: 'transport', options: { transport: {} } },
    {
      situation: 'how a connection is rotated',
      id: 'a',
      option: 'rotation',
      options: { rotation: rotation() },
    },
    { situation: 'how much it holds', id: 'a', option: 'holdFrames', options: { holdFrames: 1 } },
    { situation: 'a limit below one', id: 'door', option: 'maxConnections', options: { maxConnections: 0 } },
    { situation: 'what a listener asks', id: 'door', option: 'idleMs', options: { idleMs: 1 } },
    {
      situation: 'what a listener dials',
      id: 'door',
      option: 'transport',
      options: { transport: new FakeTransport() },
    },
    {
      situation: 'the strategy of a supervisor',
      id: 'edge',
      option: 'strategy',
      options: { strategy: 'one_for_all' },
    },
    {
      situation: 'how a program is watched',
      id: 'work',
      option: 'heartbeat',
      options: { heartbeat: 'none' },
    },
  ])('$situation is refused by name, and all stays as it was', async ({ id, option, options }) => {
    const world = testWorld()
    const transport = new FakeTransport()
    world.supervisor.connect('a', transport)
    world.supervisor.listen('door', new FakeListener())
    world.supervisor.supervise('edge')
    world.supervisor.run(
      'work',
      task(() => new Promise(() => {})),
    )
    const before = treeOf(world.supervisor)
    expect(() => say(world, id, { restart: 'permanent', ...options })).toThrow(
      expect.objectContaining({ option: expect.stringContaining(option) }),
    )
    expect(treeOf(world.supervisor)).toEqual(before)
    expect(world.events.some(({ kind }) => kind === 'changed')).toBe(false)
    await world.clock.advance(0)
    await lost(world, transport)
    expect(transport.links).toHaveLength(2)
  })
})

test('What is said later is added to what was said before', () => {
  const { supervisor } = testWorld({ autoShutdown: 'any_significant' })
  supervisor.connect('a', new FakeTransport())
  const options: ChangeOptions = { restart: 'permanent' }
  change(supervisor, 'a', options)
  change(supervisor, 'a', { restart: 'temporary' })
  change(supervisor, 'a', { significant: true })
  expect(treeOf(supervisor).children).toMatchObject([{ child: { restart: 'temporary', significant: true } }])
})
