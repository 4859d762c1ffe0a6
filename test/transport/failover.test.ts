import { describe, expect, test } from 'vitest'
import { pingPong, type Transport } from '../../src/index.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { type FailoverOptions, failover } from '../../src/transport/failover.ts'
import { raw } from '../../src/transport/framing.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { FakeTransport, HintingTransport } from '../supervisor/fakes.ts'
import { type Peer, peerServer, pong, type TestWorld, testWorld } from '../support/world.ts'

const A = 'memory://peer:1'
const B = 'memory://peer:2'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

/** Two endpoints, one connection that prefers the first, and what is heard of both. */
async function scene(options: FailoverOptions = {}, world: TestWorld = testWorld()) {
  const peers = { a: peerServer(world.network, pong, 1), b: peerServer(world.network, pong, 2) }
  const both = failover([world.toPeer(1), world.toPeer(2)], options)
  const connect = (id: string) =>
    world.supervisor.connect(id, both, {
      heartbeat,
      backoff: { firstMs: 1_000, jitter: 'none' },
      rotation: rotation({ overlapMs: 0 }),
    })
  const connection = connect('c')
  // The first beat is answered within a second.
  await world.clock.advance(1_100)
  return { ...world, world, peers, both, connection, connect }
}

/** The program behind an endpoint ends, or freezes so far as anybody sees. */
const silence = (peers: readonly Peer[]): void => {
  for (const peer of peers) peer.answer = () => undefined
}
const close = (peers: readonly Peer[]): void => {
  for (const peer of peers) peer.link?.destroy()
}

describe('With two endpoints that are up', () => {
  test('the first is dialled, and that is where the connection says it is', async () => {
    const { connection, peers, events } = await scene()
    expect([connection.endpoint, peers.a.length, peers.b.length]).toEqual([A, 1, 0])
    expect(events.find((event) => event.kind === 'phase' && event.to === 'alive')).toMatchObject({ route: A })
  })

  test('a link that is lost is dialled again where it led, after its delay', async () => {
    const { connection, peers, clock } = await scene()
    close(peers.a)
    await clock.advance(900)
    expect(connection.phase).toBe('backoff')
    await clock.advance(300)
    expect([connection.endpoint, connection.phase, peers.b.length]).toEqual([A, 'alive', 0])
  })
})

describe('When the endpoint of the link is about to go away', () => {
  test('a rotation that is to lead elsewhere does, and goes back when that may be over', async () => {
    const { connection, peers, clock, events } = await scene({ failedForMs: 5_000, backAfterMs: 2_000 })
    const rotated = connection.rotate({ elsewhere: true })
    await clock.advance(100)
    await rotated
    expect([connection.endpoint, peers.a.length, peers.b.length]).toEqual([B, 1, 1])
    await clock.advance(4_800)
    expect([connection.endpoint, peers.a.length]).toEqual([B, 1])
    await clock.advance(3_000)
    expect([connection.endpoint, peers.a.length]).toEqual([A, 2])
    expect(events.filter(({ kind }) => kind === 'not-rotated')).toEqual([])
  })

  test('its siblings do not dial it either', async () => {
    const { connection, clock, connect } = await scene()
    void connection.rotate({ elsewhere: true })
    const sibling = connect('sibling')
    await clock.advance(100)
    expect([connection.endpoint, sibling.endpoint]).toEqual([B, B])
  })

  test('a rotation that says nothing of that leads there again', async () => {
    const { connection, clock, peers } = await scene()
    void connection.rotate({ elsewhere: false })
    await clock.advance(100)
    expect([connection.endpoint, peers.a.length, peers.b.length]).toEqual([A, 2, 0])
  })

  test('a new link that is on its way to it is dropped, and another is dialled elsewhere', async () => {
    const { connection, clock, peers, events, network } = await scene()
    const both = [connection.rotate()]
    await clock.advance(1)
    both.push(connection.rotate({ elsewhere: true }))
    await clock.advance(300)
    await Promise.all(both)
    expect([connection.endpoint, connection.generation, peers.b.length]).toEqual([B, 3, 1])
    const told = events.filter(({ kind }) => kind.includes('rotat'))
    expect(told).toMatchObject([
      { kind: 'rotating', generation: 2 },
      { kind: 'not-rotated', generation: 2, cause: { kind: 'cancelled' } },
      { kind: 'rotating', generation: 3 },
      { kind: 'rotated', generation: 3, route: B },
    ])
    expect(network.openLinks).toBe(2)
  })

  test('a new link that leads elsewhere already is waited for', async () => {
    const { connection, clock, peers, network } = await scene({ failedForMs: 1_000, backAfterMs: 2_000 })
    const cure = network.refuse('peer', 1)
    close(peers.a)
    await clock.advance(1_100)
    expect(connection.endpoint).toBe(B)
    cure()
    await clock.advance(1_000)
    const back = connection.rotate()
    await clock.advance(1)
    const rotated = connection.rotate({ elsewhere: true })
    await clock.advance(300)
    await Promise.all([back, rotated])
    expect([connection.endpoint, connection.generation]).toEqual([A, 4])
  })

  test('and there is no other one, a rotation is one like any other', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), { heartbeat, rotation: rotation() })
    await world.clock.advance(100)
    const both = [connection.rotate(), connection.rotate({ elsewhere: true })]
    await world.clock.advance(200)
    await Promise.all(both)
    expect([connection.generation, peers.length]).toEqual([2, 2])
  })

  test.each(['{"elsewhere":1}', '{"else":true}', 'null'])(
    'what is no such wish is refused: %s',
    async (json) => {
      const { connection, clock } = await scene()
      const refused = expect(connection.rotate(JSON.parse(json))).rejects.toMatchObject({
        name: 'OptionError',
      })
      await clock.advance(200)
      await refused
      expect(connection.generation).toBe(1)
    },
  )
})

describe('When the first endpoint is down', () => {
  test('the next one is dialled at once after the first dial that fails', async () => {
    const { connection, peers, clock, network } = await scene()
    network.refuse('peer', 1)
    close(peers.a)
    await clock.advance(1_050)
    expect([connection.phase, connection.endpoint, peers.b.length]).toEqual(['alive', B, 1])
  })

  test('from the start, the connection is up all the same', async () => {
    const world = testWorld()
    world.network.refuse('peer', 1)
    const { connection } = await scene({}, world)
    expect([connection.phase, connection.endpoint]).toEqual(['alive', B])
  })

  test('because it is frozen, its silence is found out, and then no dial is lost on it', async () => {
    const { connection, peers, clock } = await scene()
    silence(peers.a)
    await clock.advance(2_400)
    expect([connection.phase, connection.endpoint, peers.a.length]).toEqual(['alive', B, 1])
  })

  test('because it accepts and says nothing, one link to it is lost on that', async () => {
    const world = testWorld()
    const answer = { a: (): string | undefined => undefined }
    const peers = { a: peerServer(world.network, answer.a, 1), b: peerServer(world.network, pong, 2) }
    const both = failover([world.toPeer(1), world.toPeer(2)], { backAfterMs: false })
    const connection = world.supervisor.connect('c', both, { heartbeat })
    await world.clock.advance(5_000)
    expect([connection.phase, connection.endpoint, peers.a.length]).toEqual(['alive', B, 1])
  })

  test('it takes so many failures as were asked for', async () => {
    const { connection, peers, clock, network } = await scene({ failedAfter: 3 })
    network.refuse('peer', 1)
    close(peers.a)
    await clock.advance(3_900)
    expect(peers.b).toHaveLength(0)
    await clock.advance(5_000)
    expect([connection.phase, connection.endpoint]).toEqual(['alive', B])
  })

  test('its siblings do not even try it', async () => {
    const { peers, clock, network, connect } = await scene()
    network.refuse('peer', 1)
    close(peers.a)
    await clock.advance(1_100)
    const sibling = connect('sibling')
    expect(sibling.endpoint).toBe(B)
    await clock.advance(10)
    expect([sibling.phase, sibling.generation]).toEqual(['alive', 1])
  })

  test('an endpoint that others know to be down does not hold those that go elsewhere', async () => {
    const { connection, peers, clock, network } = await scene(
      {},
      testWorld({ dials: sharedDials({ canaryMs: 60_000 }) }),
    )
    network.refuse('peer', 1)
    close(peers.a)
    await clock.advance(1_100)
    expect([connection.phase, connection.endpoint]).toEqual(['alive', B])
  })

  test('and all others too, the one that was found so first is dialled, and the first that is up wins', async () => {
    const { connection, peers, clock, network } = await scene({ failedForMs: 600_000 })
    const cures = [network.refuse('peer', 1), network.refuse('peer', 2)]
    close(peers.a)
    await clock.advance(60_000)
    expect(connection.phase).not.toBe('alive')
    cures[1]?.()
    await clock.advance(200_000)
    expect([connection.phase, connection.endpoint]).toEqual(['alive', B])
  })
})

describe('On a lesser endpoint', () => {
  /** The first is down: at B. */
  async function lesser(options: FailoverOptions) {
    const it = await scene(options)
    const cure = it.network.refuse('peer', 1)
    close(it.peers.a)
    await it.clock.advance(1_100)
    expect(it.connection.endpoint).toBe(B)
    return { ...it, cure }
  }

  test('a connection goes back without an interruption once the better one is up', async () => {
    const { connection, clock, cure, world, peers } = await lesser({
      backAfterMs: 10_000,
      failedForMs: 1_000,
    })
    await clock.advance(25_000)
    expect([connection.endpoint, connection.phase]).toEqual([B, 'alive'])
    cure()
    await clock.advance(11_000)
    expect([connection.endpoint, connection.phase]).toEqual([A, 'alive'])
    expect(world.phases('c').slice(-1)).toEqual(['alive'])
    expect(world.phases('c').filter((phase) => phase === 'dead')).toHaveLength(2)
    expect(world.events.filter(({ kind }) => kind === 'rotated')).toMatchObject([{ route: A }])
    await clock.advance(1_000)
    expect(peers.b.map(({ isReleased }) => isReleased)).toEqual([true])
  })

  test('it tries as often as it was told to, and no more once it is back', async () => {
    const { clock, cure, world } = await lesser({ backAfterMs: 10_000, failedForMs: 1_000 })
    await clock.advance(100_000)
    const tried = world.events.filter(({ kind }) => kind === 'rotating').length
    expect(tried).toBeGreaterThanOrEqual(10)
    expect(tried).toBeLessThanOrEqual(20)
    cure()
    await clock.advance(11_000)
    const then = world.events.filter(({ kind }) => kind === 'rotating').length
    await clock.advance(100_000)
    expect(world.events.filter(({ kind }) => kind === 'rotating')).toHaveLength(then)
  })

  test('it does not try what is still known to be down', async () => {
    const { clock, world } = await lesser({ backAfterMs: 1_000, failedForMs: 300_000 })
    await clock.advance(100_000)
    expect(world.events.filter(({ kind }) => kind === 'rotating')).toEqual([])
  })

  test('told not to go back it stays until its link ends', async () => {
    const { connection, clock, cure, peers } = await lesser({ backAfterMs: false, failedForMs: 1_000 })
    cure()
    await clock.advance(600_000)
    expect(connection.endpoint).toBe(B)
    close(peers.b)
    await clock.advance(1_100)
    expect(connection.endpoint).toBe(A)
  })

  test('stopped it leaves no timer', async () => {
    const { clock, supervisor } = await lesser({ backAfterMs: 10_000 })
    void supervisor.stop()
    await clock.advance(100)
    expect([supervisor.phase, clock.pending]).toEqual(['stopped', 0])
  })
})

describe('What cannot be used', () => {
  const fake = new FakeTransport()
  const clock = testWorld().clock
  const onBytes = memoryNetwork({ clock }).host('us').dial({ to: 'us:1', codec: raw() })
  const once: Transport = Object.assign(new FakeTransport(), { once: true })

  test.each<[string, readonly Transport[], FailoverOptions]>([
    ['transports', [], {}],
    ['transports', [fake], {}],
    ['transports', [fake, onBytes], {}],
    ['transports', [fake, new HintingTransport()], {}],
    ['transports', [fake, once], {}],
    ['transports', [fake, failover([fake, fake])], {}],
    ['failover.failedAfter', [fake, fake], { failedAfter: 0 }],
    ['failover.failedForMs', [fake, fake], { failedForMs: 9 }],
    ['failover.backAfterMs', [fake, fake], { backAfterMs: 0 }],
  ])('is refused by name: %s', (option, transports, options) => {
    expect(() => failover(transports, options)).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })

  test.each([
    ['transports', '"tcp"', '{}'],
    ['transports', '[{},{}]', '{}'],
    ['failover.backAfter', null, '{"backAfter":5}'],
    ['failover', null, 'null'],
  ])('past the types as well: %s', (option, transports, options) => {
    const given = transports === null ? [fake, fake] : JSON.parse(transports)
    expect(() => failover(given, JSON.parse(options))).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })

  test('without the option rotation is refused by a connection, unless it never goes back', () => {
    const { supervisor } = testWorld()
    expect(() => supervisor.connect('c', failover([fake, fake]))).toThrow(
      expect.objectContaining({ option: 'rotation' }),
    )
    expect(() => supervisor.connect('c', failover([fake, fake], { backAfterMs: false }))).not.toThrow()
  })
})

test('Hints of the platform reach the connection', async () => {
  const world = testWorld()
  const transports = [new HintingTransport(), new HintingTransport()]
  world.supervisor.connect('c', failover(transports), { rotation: rotation() })
  await world.clock.advance(10)
  transports[0]?.hint('probe')
  await world.clock.advance(60)
  expect(transports[0]?.links[0]?.pinged).toBe(1)
})
