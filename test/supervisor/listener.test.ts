import { connect } from 'node:net'
import { firstValueFrom } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { type Connection, ConnectionError, type FeedEvent, OptionError, supervise } from '../../src/index.ts'
import { tcp } from '../../src/transport/tcp.ts'
import { Peer, type TestWorld, testWorld } from '../support/world.ts'
import { FakeListener } from './fakes.ts'

const START = 1_700_000_000_000

/** A peer dials us. */
function visit(world: TestWorld, port = 1): Peer {
  const peer = new Peer()
  peer.link = world.network
    .host('peer')
    .dial({ to: `us:${port}` })
    .dial(peer)
  return peer
}

const ofKind = (world: TestWorld, kind: FeedEvent['kind']): FeedEvent[] =>
  world.events.filter((event) => event.kind === kind)

describe('A listener', () => {
  test('says where it listens once it is bound, and when it has closed', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 0 }))
    expect([door.phase, door.size, door.cause]).toEqual(['opening', 0, null])
    await world.clock.advance(0)
    const endpoint = await door.ready
    expect(endpoint).toMatch(/^memory:\/\/us:\d+$/)
    expect([door.phase, door.endpoint]).toEqual(['listening', endpoint])
    void door.stop()
    await world.clock.advance(0)
    expect(door.phase).toBe('closed')
    expect(world.events.map((event) => JSON.stringify(event))).toEqual([
      `{"v":1,"at":${START},"kind":"added","id":"door","of":"supervisor","child":"listener"}`,
      `{"v":1,"at":${START},"kind":"listening","id":"door","endpoint":"${endpoint}"}`,
      `{"v":1,"at":${START},"kind":"closed","id":"door","endpoint":"${endpoint}","cause":{"kind":"cancelled","by":"us"}}`,
    ])
    expect(world.network.openListeners).toBe(0)
  })

  test('tells its phases, the present first, with its real endpoint once it listens, and completes', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 0 }))
    const told: string[] = []
    door.phase$.subscribe({
      next: (phase) => told.push(`${phase} ${/:0$/.test(door.endpoint) ? 'anywhere' : 'somewhere'}`),
      complete: () => told.push('end'),
    })
    await world.clock.advance(0)
    void door.stop()
    await world.clock.advance(0)
    expect(told).toEqual([
      'opening anywhere',
      'listening somewhere',
      'closing somewhere',
      'closed somewhere',
      'end',
    ])
    door.phase$.subscribe({ next: (phase) => told.push(phase), complete: () => told.push('at once') })
    expect(told.slice(-2)).toEqual(['closed', 'at once'])
  })

  test('makes each peer a child with a number of its own, never used again', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    const accepted: Connection[] = []
    door.accepted$.subscribe((connection) => accepted.push(connection))
    await world.clock.advance(1)
    const first = visit(world)
    visit(world)
    await world.clock.advance(10)
    first.link?.close()
    await world.clock.advance(10)
    visit(world)
    await world.clock.advance(10)
    expect(accepted.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => `memory://us:1#${n}`))
    expect(accepted.map(({ phase }) => phase)).toEqual(['stopped', 'alive', 'alive'])
    expect(accepted.map((connection) => connection.accepted)).toEqual([true, true, true])
    expect(accepted.map(({ peer }) => peer)).toEqual(['peer:49152', 'peer:49153', 'peer:49154'])
    expect(door.connections).toEqual(accepted.slice(1))
    expect(accepted[0]?.cause).toEqual({ kind: 'eof', by: 'peer' })
  })

  test('never dials a peer again, and never restarts one', async () => {
    const world = testWorld()
    world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    await world.clock.advance(1)
    visit(world)
    await world.clock.advance(10)
    world.network.reset('us', 'peer')
    await world.clock.advance(60_000)
    expect(world.phases('memory://us:1#1')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(world.supervisor.connections).toEqual([])
  })

  test('has let go of a connection by the time anybody hears its last word', async () => {
    const world = testWorld()
    const listener = world.supervisor.listen('in', world.network.host('us').listen({ port: 7373 }))
    const sizes: number[] = []
    world.supervisor.feed$.subscribe((event) => {
      if (event.kind === 'summary') sizes.push(listener.size)
    })
    const peer = new Peer()
    peer.link = world.network.host('peer').dial({ to: 'us:7373' }).dial(peer)
    await world.clock.advance(10)
    expect(listener.size).toBe(1)
    peer.link.close()
    await world.clock.advance(10)
    expect(sizes).toEqual([0])
  })

  test('turns away those above its limit, says so, and takes more when there is room', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), {
      maxConnections: 2,
    })
    await world.clock.advance(1)
    const visitors = [visit(world), visit(world), visit(world)]
    await world.clock.advance(10)
    expect(door.size).toBe(2)
    expect(ofKind(world, 'rejected').map((event) => JSON.stringify(event))).toEqual([
      `{"v":1,"at":${START + 4},"kind":"rejected","id":"door","endpoint":"memory://us:1","peer":"peer:49154","why":"the limit of connections is 2"}`,
    ])
    expect(visitors[2]?.isReleased).toBe(true)
    visitors[0]?.link?.close()
    await world.clock.advance(10)
    visit(world)
    await world.clock.advance(10)
    expect(door.size).toBe(2)
    expect(ofKind(world, 'rejected')).toHaveLength(1)
  })

  test('lets in whom the hook lets in, and nobody else', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), {
      firstFrameTimeoutMs: 1_000,
      authorise: ({ firstFrame }) => firstFrame?.text === 'friend',
    })
    await world.clock.advance(1)
    const [friend, foe, mute] = [visit(world), visit(world), visit(world)]
    await world.clock.advance(10)
    friend?.send('friend')
    foe?.send('foe')
    await world.clock.advance(100)
    expect(door.connections.map(({ phase }) => phase)).toEqual(['alive', 'connecting'])
    await world.clock.advance(1_000)
    expect(door.connections.map(({ id }) => id)).toEqual(['memory://us:1#1'])
    expect([friend?.isReleased, foe?.isReleased, mute?.isReleased]).toEqual([false, true, true])
  })

  test('is not told of peers while it opens or closes', () => {
    const world = testWorld()
    const listener = new FakeListener()
    const door = world.supervisor.listen('door', listener)
    expect(listener.visit()).toBeNull()
    listener.owner?.listening(listener.endpoint)
    expect(listener.visit()).not.toBeNull()
    void door.stop()
    expect(listener.visit()).toBeNull()
    expect(door.size).toBe(1)
  })
})

test('A peer without an address is a peer all the same', () => {
  const world = testWorld()
  const listener = new FakeListener()
  const door = world.supervisor.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  listener.visit('a')
  listener.visit(null)
  expect(door.connections.map(({ peer }) => peer)).toEqual(['a', null])
  const told = world.events.flatMap((event) => (event.kind === 'phase' ? [event.peer] : []))
  expect(told).toEqual(['a', 'a', undefined, undefined])
})

describe('Stopping a listener', () => {
  test('ends its connections together and completes what it accepts', async () => {
    const world = testWorld({ latencyMs: 10 })
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    let isComplete = false
    door.accepted$.subscribe({
      complete: () => {
        isComplete = true
      },
    })
    await world.clock.advance(1)
    for (let n = 0; n < 3; n += 1) visit(world)
    await world.clock.advance(50)
    let isStopped = false
    void door.stop().then(() => {
      isStopped = true
    })
    await world.clock.advance(19)
    expect([isComplete, isStopped, door.size]).toEqual([true, false, 3])
    await world.clock.advance(10)
    expect([isStopped, door.size, world.network.openLinks]).toEqual([true, 0, 0])
    await door.stop()
  })

  test('now, after all, destroys the links that the first stop waits for', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), {
      closeTimeoutMs: 60_000,
    })
    await world.clock.advance(1)
    visit(world)
    await world.clock.advance(10)
    world.network.freeze('peer')
    const done: string[] = []
    void door.stop().then(() => done.push('first'))
    await world.clock.advance(1_000)
    void door.stop({ now: true }).then(() => done.push('now'))
    await world.clock.advance(0)
    expect(done.sort()).toEqual(['first', 'now'])
  })

  test('before it was bound rejects what is waiting for its endpoint', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    const ready = expect(door.ready).rejects.toMatchObject({ cause: { kind: 'cancelled' } })
    void door.stop()
    await world.clock.advance(1)
    await ready
    expect([door.phase, ofKind(world, 'listening').length, ofKind(world, 'closed').length]).toEqual([
      'closed',
      0,
      1,
    ])
    expect(world.network.openListeners).toBe(0)
  })

  test('happens at the end of the block that uses it', async () => {
    const world = testWorld()
    const listener = new FakeListener()
    {
      await using door = world.supervisor.listen('door', listener)
      expect(door.phase).toBe('opening')
    }
    expect(listener.isClosed).toBe(true)
  })

  test('frees its port and, once removed, its id', async () => {
    const world = testWorld()
    const us = world.network.host('us')
    world.supervisor.listen('door', us.listen({ port: 1 }))
    await world.clock.advance(1)
    void world.supervisor.remove('door')
    await world.clock.advance(1)
    const again = world.supervisor.listen('door', us.listen({ port: 1 }))
    await world.clock.advance(1)
    expect(again.phase).toBe('listening')
  })
})

describe('A listener that breaks', () => {
  test('cannot bind: it has failed, and says why to everybody who asks', async () => {
    const world = testWorld()
    const us = world.network.host('us')
    world.supervisor.listen('first', us.listen({ port: 1 }))
    const second = world.supervisor.listen('second', us.listen({ port: 1 }))
    const ready = expect(second.ready).rejects.toThrow(ConnectionError)
    await world.clock.advance(1)
    await ready
    expect([second.phase, second.cause?.kind]).toEqual(['failed', 'exhausted'])
    expect(ofKind(world, 'closed')).toMatchObject([{ id: 'second', cause: { kind: 'exhausted' } }])
    await second.stop()
    void world.supervisor.stop()
    await world.clock.advance(10)
    expect(await world.supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
  })

  test('later leaves the connections it had accepted alone, until it is stopped', async () => {
    const world = testWorld()
    const listener = new FakeListener()
    const door = world.supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    const link = listener.visit()
    await world.clock.advance(0)
    listener.fail({ kind: 'exhausted', by: 'us', detail: 'out of luck' })
    expect([door.phase, door.size, door.connections[0]?.phase]).toEqual(['failed', 1, 'alive'])
    await door.stop()
    expect([door.phase, door.size, link?.isReleased]).toEqual(['failed', 0, true])
  })

  test('and comes back at the same endpoint gives nobody the id of somebody who still lives', async () => {
    const world = testWorld()
    const [before, after] = [new FakeListener(), new FakeListener()]
    const first = world.supervisor.listen('before', before)
    before.owner?.listening(before.endpoint)
    const oldLink = before.visit()
    before.fail({ kind: 'exhausted', by: 'us', detail: 'out of luck' })
    const second = world.supervisor.listen('after', after)
    after.owner?.listening(after.endpoint)
    after.visit()
    const [old] = first.connections
    const [young] = second.connections
    expect(young?.id).not.toBe(old?.id)
    oldLink?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(0)
    expect([old?.phase, young?.phase]).toEqual(['stopped', 'alive'])
    expect(world.supervisor.connections).toEqual([young])
  })

  test('has to pause, says so with the cause, and goes on', () => {
    const world = testWorld()
    const listener = new FakeListener()
    const door = world.supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.owner?.paused({ kind: 'exhausted', by: 'us', detail: 'EMFILE' })
    listener.owner?.resumed()
    expect(door.phase).toBe('listening')
    expect(world.events.slice(2).map((event) => JSON.stringify(event))).toEqual([
      `{"v":1,"at":${START},"kind":"paused","id":"door","endpoint":"fake://here","cause":{"kind":"exhausted","by":"us","detail":"EMFILE"}}`,
      `{"v":1,"at":${START},"kind":"resumed","id":"door","endpoint":"fake://here"}`,
    ])
  })
})

test('A peer that came to nothing before it could be accepted is told as turned away, and why', () => {
  const world = testWorld()
  const listener = new FakeListener()
  const door = world.supervisor.listen('door', listener)
  listener.owner?.listening('fake://here')
  listener.owner?.turnedAway('10.0.0.1:5', {
    kind: 'tls',
    by: 'peer',
    of: 'handshake',
    detail: 'no certificate',
  })
  listener.owner?.turnedAway(null, { kind: 'auth', by: 'us', detail: 'no token' })
  const rejected = { kind: 'rejected', id: 'door', endpoint: 'fake://here' }
  expect(ofKind(world, 'rejected')).toEqual([
    { v: 1, at: START, ...rejected, peer: '10.0.0.1:5', why: 'TLS handshake failed (no certificate)' },
    { v: 1, at: START, ...rejected, why: 'not let in (no token)' },
  ])
  expect(door.size).toBe(0)
})

describe('Options of a listener', () => {
  test.each<[object, string]>([
    [{ maxConnections: 0 }, 'maxConnections'],
    [{ maxConnections: 1.5 }, 'maxConnections'],
    [{ maxConnections: 1_000_001 }, 'maxConnections'],
    [{ idleMs: 0 }, 'idleMs'],
    [{ backoff: {} }, 'listen.backoff'],
    [{ authorise: 'yes' }, 'authorise'],
  ])('that cannot be used (%j) name the one, and nothing listens', (options, option) => {
    const world = testWorld()
    const listener = new FakeListener()
    expect(() => world.supervisor.listen('door', listener, options)).toThrow(OptionError)
    expect(() => world.supervisor.listen('door', listener, options)).toThrow(
      expect.objectContaining({ option }),
    )
    expect(listener.owner).toBeNull()
    expect(world.supervisor.children).toEqual([])
  })
})

test('An accepted connection keeps its address after a reset, although nobody had asked for it before', async () => {
  await using supervisor = supervise()
  const listener = supervisor.listen('door', tcp.listen({ port: 0 }))
  const port = Number((await listener.ready).split(':').at(-1))
  const accepted = firstValueFrom(listener.accepted$)
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const connection = await accepted
  const address = `127.0.0.1:${socket.localPort}`
  socket.resetAndDestroy()
  await connection.ended()
  expect(connection.cause?.kind).toBe('reset')
  expect(connection.peer).toBe(address)
})
