import { getEventListeners } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import {
  type ChildOptions,
  type Clock,
  type ConnectOptions,
  type FeedEvent,
  OptionError,
  pingPong,
  type SuperviseOptions,
  supervise,
} from '../../src/index.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { Peer, peerServer, pong, testWorld } from '../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from './fakes.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }

const kindsOf = (events: readonly FeedEvent[], kind: FeedEvent['kind']): FeedEvent[] =>
  events.filter((event) => event.kind === kind)

/** Whose first dials are bugs: crashes, and no expected failures. */
function crashing(crashes = Number.POSITIVE_INFINITY): FakeTransport {
  return new FakeTransport((dial) => {
    if (dial > crashes) return new FakeLink()
    throw new Error(`bug ${dial}`)
  })
}

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

describe('An id', () => {
  test('that is taken, empty or no name is refused, and nothing is dialled', async () => {
    await using supervisor = supervise({ clock: virtualClock() })
    supervisor.connect('a', new FakeTransport())
    const transport = new FakeTransport()
    const listener = new FakeListener()
    expect(() => supervisor.connect('a', transport)).toThrow(expect.objectContaining({ option: 'id' }))
    expect(() => supervisor.listen('a', listener)).toThrow(expect.objectContaining({ option: 'id' }))
    expect(() => supervisor.connect('', transport)).toThrow(OptionError)
    expect(transport.links).toEqual([])
    expect(listener.owner).toBeNull()
  })

  test('stays free when the options of its child cannot be used', async () => {
    await using supervisor = supervise({ clock: virtualClock() })
    expect(() => supervisor.connect('a', new FakeTransport(), { connectTimeoutMs: -1 })).toThrow(OptionError)
    expect(() => supervisor.listen('b', new FakeListener(), { maxConnections: 0 })).toThrow(OptionError)
    expect(supervisor.children).toEqual([])
    supervisor.connect('a', new FakeTransport())
  })

  test('stays free when a listener throws at its start, and the feed tells of both', () => {
    class Throwing extends FakeListener {
      override listen(): never {
        throw new Error('no such interface')
      }
    }
    const { supervisor, events } = testWorld()
    expect(() => supervisor.listen('door', new Throwing())).toThrow('no such interface')
    expect(supervisor.children).toEqual([])
    expect(events.map((event) => `${event.kind} ${'id' in event ? event.id : ''}`)).toEqual([
      'added door',
      'removed door',
    ])
  })

  test('of an accepted connection is taken too', () => {
    const listener = new FakeListener()
    const supervisor = supervise({ clock: virtualClock() })
    const door = supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit()
    const id = door.connections[0]?.id ?? ''
    expect(() => supervisor.connect(id, new FakeTransport())).toThrow(
      expect.objectContaining({ option: 'id' }),
    )
  })

  test('finds its child: dialled, listening or accepted', async () => {
    const listener = new FakeListener()
    await using supervisor = supervise({ clock: virtualClock() })
    const connection = supervisor.connect('a', new FakeTransport())
    const door = supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit()
    expect(supervisor.find('a')).toBe(connection)
    expect(supervisor.find('door')).toBe(door)
    expect(supervisor.find('fake://here#1')).toBe(door.connections[0])
    expect(supervisor.find('nobody')).toBeUndefined()
    expect(supervisor.children).toEqual([connection, door])
    expect(supervisor.connections).toEqual([connection, ...door.connections])
  })

  test('under nested supervisors finds a child by their names before it, as the feed has it', async () => {
    const listener = new FakeListener()
    await using supervisor = supervise({ clock: virtualClock() })
    const edge = supervisor.supervise('edge')
    const inner = edge.supervise('in/ner')
    const connection = inner.connect('http://a/b', new FakeTransport())
    const door = edge.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    listener.visit()
    expect(supervisor.find('edge/in/ner/http://a/b')).toBe(connection)
    expect(supervisor.find(connection.id)).toBe(connection)
    expect(edge.find('in/ner')).toBe(inner)
    expect(supervisor.find('edge/fake://here#1')).toBe(door.connections[0])
    for (const nobody of ['edge/', '/edge', 'edge/nobody', 'other/door', 'door', 'edge/edge/door']) {
      expect(supervisor.find(nobody), nobody).toBeUndefined()
    }
  })

  test('of a child that has ended still finds it, until it is removed', async () => {
    await using supervisor = supervise({ clock: virtualClock() })
    const connection = supervisor.connect('a', new FakeTransport())
    await connection.stop()
    expect(supervisor.find('a')).toBe(connection)
    expect(supervisor.children).toEqual([connection])
    expect(supervisor.connections).toEqual([])
    expect(await supervisor.remove('a')).toBe(true)
    expect(supervisor.find('a')).toBeUndefined()
    expect(await supervisor.remove('a')).toBe(false)
  })

  test('is free again once its child was removed, and the next one is another life', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const first = world.supervisor.connect('a', world.toPeer(), { heartbeat })
    await world.clock.advance(1_500)
    const removed = world.supervisor.remove('a')
    expect(() => world.supervisor.connect('a', world.toPeer())).toThrow(OptionError)
    await world.clock.advance(10)
    await removed
    const second = world.supervisor.connect('a', world.toPeer(), { heartbeat })
    await world.clock.advance(1_500)
    expect([first.phase, second.phase]).toEqual(['stopped', 'alive'])
    expect(second.generation).toBe(1)
    expect(world.supervisor.find('a')).toBe(second)
  })
})

describe('Stopping', () => {
  test('ends declared children one after the other in reverse order, and the accepted ones together', async () => {
    const world = testWorld({ latencyMs: 10 })
    peerServer(world.network)
    world.supervisor.connect('first', world.toPeer())
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    world.supervisor.connect('last', world.toPeer())
    await world.clock.advance(50)
    for (let n = 0; n < 3; n += 1) {
      const peer = new Peer()
      peer.link = world.network.host('peer').dial({ to: 'us:1' }).dial(peer)
    }
    await world.clock.advance(50)
    expect(door.size).toBe(3)
    world.events.length = 0
    void world.supervisor.stop()
    await world.clock.advance(200)
    const ids = [1, 2, 3].map((n) => `memory://us:1#${n}`)
    const told = world.events.flatMap((event) => {
      if (event.kind === 'phase') return [`${event.at} ${event.id} ${event.to}`]
      return event.kind === 'closed' ? [`${event.at} ${event.id} closed`] : []
    })
    const at = world.events[0]?.at ?? 0
    expect(told).toEqual([
      `${at} last dead`,
      `${at + 20} last stopped`,
      ...ids.map((id) => `${at + 20} ${id} dead`),
      `${at + 20} door closed`,
      ...ids.map((id) => `${at + 40} ${id} stopped`),
      `${at + 40} first dead`,
      `${at + 60} first stopped`,
    ])
  })

  test.each([
    {
      situation: 'answer: as many at once as one turn has time for',
      frozen: false,
      most: 64,
      allToldMs: 100,
    },
    {
      situation: 'do not answer: the others are told all the same, a batch every 20 ms',
      frozen: true,
      most: 400,
      allToldMs: 100,
    },
  ])('hundreds of accepted ones whose peers $situation', async ({ frozen, most, allToldMs }) => {
    const world = testWorld({ latencyMs: 5 })
    world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    await world.clock.advance(1)
    for (let n = 0; n < 400; n += 1) {
      const peer = new Peer()
      peer.link = world.network.host('peer').dial({ to: 'us:1' }).dial(peer)
    }
    await world.clock.advance(50)
    expect(world.supervisor.connections).toHaveLength(400)
    if (frozen) world.network.freeze('peer')
    world.events.length = 0
    const began = world.clock.now()
    let [closing, seen, toldAt] = [0, 0, 0]
    world.supervisor.feed$.subscribe((event) => {
      if (event.kind !== 'phase') return
      closing += event.to === 'dead' ? 1 : -1
      seen = Math.max(seen, closing)
      if (event.to === 'dead') toldAt = world.clock.now() - began
    })
    let isStopped = false
    void world.supervisor.stop().then(() => {
      isStopped = true
    })
    await world.clock.advance(5_000)
    expect([isStopped, seen, toldAt > 0 && toldAt <= allToldMs]).toEqual([true, most, true])
  })

  test('twice is stopping once: both resolve when nothing is left', async () => {
    const world = testWorld({ latencyMs: 10 })
    peerServer(world.network)
    world.supervisor.connect('a', world.toPeer())
    await world.clock.advance(50)
    const done: string[] = []
    void world.supervisor.stop().then(() => done.push('first'))
    void world.supervisor.stop().then(() => done.push('second'))
    await world.clock.advance(19)
    expect(done).toEqual([])
    await world.clock.advance(10)
    expect(done).toEqual(['first', 'second'])
    await world.supervisor.stop()
    expect(await world.supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
  })

  test('is over at once where there is nothing to stop', async () => {
    const supervisor = supervise({ clock: virtualClock() })
    await supervisor.stop()
    await supervisor.stop({ now: true })
    expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
  })

  test('sends nothing to an actor that has ended: XState would say so on the console, in development', async () => {
    const warn = vi.spyOn(console, 'warn')
    for (const isEmpty of [true, false]) {
      const supervisor = supervise({ clock: virtualClock() })
      if (!isEmpty) supervisor.connect('a', new FakeTransport())
      await supervisor.stop()
      await supervisor.stop()
      await supervisor.stop({ now: true })
    }
    const said = warn.mock.calls.map(String)
    warn.mockRestore()
    expect(said).toEqual([])
  })

  test('a second time and now destroys what the first one waits for, accepted links included', async () => {
    const world = testWorld()
    peerServer(world.network)
    world.supervisor.connect('a', world.toPeer(), { closeTimeoutMs: 60_000 })
    world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), { closeTimeoutMs: 60_000 })
    await world.clock.advance(10)
    const peer = new Peer()
    peer.link = world.network.host('peer').dial({ to: 'us:1' }).dial(peer)
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    let isStopped = false
    void world.supervisor.stop().then(() => {
      isStopped = true
    })
    await world.clock.advance(1_000)
    expect(isStopped).toBe(false)
    void world.supervisor.stop({ now: true })
    await world.clock.advance(0)
    expect(isStopped).toBe(true)
  })

  test('now destroys everything, one after the other, without waiting for anybody', async () => {
    const world = testWorld()
    peerServer(world.network)
    for (const id of ['a', 'b', 'c']) world.supervisor.connect(id, world.toPeer(), { closeTimeoutMs: 60_000 })
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    const stopped = world.supervisor.stop({ now: true })
    await world.clock.advance(0)
    await stopped
    expect(world.supervisor.connections).toEqual([])
  })

  test('waits for a child that is being removed', async () => {
    const world = testWorld()
    peerServer(world.network)
    world.supervisor.connect('a', world.toPeer(), { closeTimeoutMs: 1_000 })
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    const ended: string[] = []
    void world.supervisor.remove('a').then(() => ended.push('removed'))
    void world.supervisor.stop().then(() => ended.push('stopped'))
    await world.clock.advance(900)
    expect(ended).toEqual([])
    await world.clock.advance(200)
    expect(ended.sort()).toEqual(['removed', 'stopped'])
  })

  test('takes no more children, and says so', async () => {
    const supervisor = supervise({ name: 'fleet', clock: virtualClock() })
    await supervisor.stop()
    expect(() => supervisor.connect('a', new FakeTransport())).toThrow('fleet has stopped')
    expect(() => supervisor.listen('b', new FakeListener())).toThrow('fleet has stopped')
  })

  test('thousands of accepted connections lets the event loop turn in between', async () => {
    const inner = virtualClock()
    let worked = 0
    const clock: Clock = {
      // Each look costs a millisecond.
      now: () => {
        worked += 1
        return inner.now() + worked
      },
      wall: () => inner.wall(),
      after: (delayMs, task) => inner.after(delayMs, task),
    }
    const supervisor = supervise({ clock })
    const listener = new FakeListener()
    const door = supervisor.listen('door', listener)
    listener.owner?.listening(listener.endpoint)
    for (let n = 0; n < 500; n += 1) listener.visit()
    void supervisor.stop()
    await turn()
    expect(door.size).toBeGreaterThan(0)
    await inner.runAll()
    await supervisor.ended
    expect(door.size).toBe(0)
  })

  test('by a signal is stopping, and the signal is let go of', async () => {
    const controller = new AbortController()
    const supervisor = supervise({ clock: virtualClock(), signal: controller.signal })
    const connection = supervisor.connect('a', new FakeTransport())
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    controller.abort()
    await supervisor.ended
    expect(connection.phase).toBe('stopped')
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
  })

  test('without the signal lets go of it too', async () => {
    const controller = new AbortController()
    const supervisor = supervise({ clock: virtualClock(), signal: controller.signal })
    await supervisor.stop()
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    controller.abort()
  })

  test('by a signal that was aborted before is at once', async () => {
    const supervisor = supervise({ clock: virtualClock(), signal: AbortSignal.abort() })
    expect(() => supervisor.connect('a', new FakeTransport())).toThrow(OptionError)
    expect(await supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
  })

  test('happens at the end of the block that uses it', async () => {
    const transport = new FakeTransport()
    let connection: { phase: string } | undefined
    {
      await using supervisor = supervise({ clock: virtualClock() })
      connection = supervisor.connect('a', transport)
    }
    expect(connection.phase).toBe('stopped')
    expect(transport.links.every((link) => link.isReleased)).toBe(true)
  })

  test('from inside an event of the feed is no trouble', async () => {
    const world = testWorld()
    peerServer(world.network)
    world.supervisor.feed$.subscribe((event) => {
      if (event.kind === 'phase' && event.to === 'alive') void world.supervisor.stop()
    })
    world.supervisor.connect('a', world.toPeer())
    await world.clock.advance(100)
    await world.supervisor.ended
    expect(world.phases('a')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
  })
})

describe('A child that crashed', () => {
  const withCrashes = (
    transport: FakeTransport,
    options: ConnectOptions & ChildOptions = {},
    settings: SuperviseOptions = {},
  ) => {
    const world = testWorld(settings)
    const connection = world.supervisor.connect('a', transport, options)
    return { ...world, connection }
  }

  test('is started again after the delay, and that is told', async () => {
    const { clock, connection, events, phases, supervisor } = withCrashes(
      crashing(1),
      {},
      { restartDelayMs: 200 },
    )
    await clock.advance(199)
    expect(connection.phase).toBe('failed')
    expect(supervisor.connections).toEqual([connection])
    await clock.advance(1)
    expect(connection.phase).toBe('alive')
    expect(connection.restarts).toBe(1)
    expect(phases('a')).toEqual(['connecting', 'dead', 'failed', 'connecting', 'alive'])
    expect(kindsOf(events, 'restart')).toEqual([
      {
        v: 1,
        at: 1_700_000_000_000,
        id: 'a',
        kind: 'restart',
        restarts: 1,
        delayMs: 200,
        cause: { kind: 'crash', by: 'us', detail: 'bug 1' },
      },
    ])
  })

  test('begins its new life with nothing on its mind: the first attempt, and a higher generation', async () => {
    const { clock, connection, events } = withCrashes(
      new FakeTransport((dial) => {
        if (dial === 1) throw new Error('bug')
        const link = new FakeLink()
        if (dial === 2) queueMicrotask(() => link.owner?.ended({ kind: 'eof', by: 'peer' }))
        return link
      }),
      { backoff: { jitter: 'none', firstMs: 10 } },
      { restartDelayMs: 0 },
    )
    await clock.advance(0)
    expect(kindsOf(events, 'retry')).toMatchObject([{ attempt: 1, delayMs: 10 }])
    await clock.advance(10)
    expect(connection.phase).toBe('alive')
    expect(connection.generation).toBe(3)
    expect(connection.cause).toEqual({ kind: 'eof', by: 'peer' })
  })

  test('is not started again once it was stopped during the delay, and stop resolves at once', async () => {
    const { clock, connection, phases, supervisor, events } = withCrashes(crashing())
    await clock.advance(500)
    await connection.stop()
    expect(supervisor.connections).toEqual([])
    await clock.advance(60_000)
    expect(phases('a')).toEqual(['connecting', 'dead', 'failed'])
    expect(events.at(-1)?.kind).toBe('summary')
    expect(clock.pending).toBe(0)
  })

  test('is not started again once its supervisor was stopped during the delay', async () => {
    const { clock, phases, supervisor } = withCrashes(crashing())
    await clock.advance(500)
    await supervisor.stop()
    await clock.advance(60_000)
    expect(phases('a')).toEqual(['connecting', 'dead', 'failed'])
    expect(clock.pending).toBe(0)
  })

  test('is not started again once it was removed during the delay, and its id is free', async () => {
    const { clock, supervisor, phases } = withCrashes(crashing())
    await clock.advance(500)
    await supervisor.remove('a')
    supervisor.connect('a', new FakeTransport())
    await clock.advance(60_000)
    expect(phases('a')).toEqual(['connecting', 'dead', 'failed', 'connecting', 'alive'])
  })

  test('too often is given up, once, with the causes; its siblings live on', async () => {
    const { clock, connection, supervisor, events } = withCrashes(crashing(), {}, { restartDelayMs: 100 })
    const sibling = supervisor.connect('b', new FakeTransport())
    await clock.advance(60_000)
    expect(connection.phase).toBe('failed')
    expect(connection.restarts).toBe(3)
    await connection.ended()
    const causes = [1, 2, 3, 4].map((n) => ({ kind: 'crash', by: 'us', detail: `bug ${n}` }))
    expect(kindsOf(events, 'gave-up')).toMatchObject([{ id: 'a', of: 'child', causes }])
    expect(kindsOf(events, 'restart')).toHaveLength(3)
    expect(sibling.phase).toBe('alive')
    expect(supervisor.connections).toEqual([sibling])
  })

  test('as often as the window allows, and no oftener, goes on for ever', async () => {
    const { clock, connection, events } = withCrashes(
      crashing(),
      {},
      { restartDelayMs: 101, intensity: { restarts: 1, withinMs: 100 } },
    )
    await clock.advance(101 * 20)
    expect(connection.restarts).toBe(21)
    expect(kindsOf(events, 'gave-up')).toEqual([])
  })

  test('as the window closes is one too many: the window is inclusive', async () => {
    const { clock, connection, events } = withCrashes(
      crashing(),
      {},
      { restartDelayMs: 100, intensity: { restarts: 1, withinMs: 100 } },
    )
    await clock.advance(1_000)
    expect(connection.restarts).toBe(1)
    expect(kindsOf(events, 'gave-up')).toMatchObject([{ causes: [{ detail: 'bug 1' }, { detail: 'bug 2' }] }])
  })

  test('where no restart is allowed is given up at the first', async () => {
    const { clock, events, connection } = withCrashes(crashing(), {}, { intensity: { restarts: 0 } })
    await clock.advance(0)
    expect(kindsOf(events, 'gave-up')).toMatchObject([{ of: 'child', causes: [{ detail: 'bug 1' }] }])
    await connection.ended()
  })

  test('and is temporary is never started again', async () => {
    const { clock, connection, events } = withCrashes(crashing(), { restart: 'temporary' })
    await clock.advance(60_000)
    await connection.ended()
    expect(connection.phase).toBe('failed')
    expect(kindsOf(events, 'restart')).toEqual([])
  })
})

describe('Children that crash together', () => {
  test('end their supervisor when all restarts are too many; that is told once, with the causes', async () => {
    const world = testWorld({ name: 'fleet', intensity: { restarts: 3 }, restartDelayMs: 100 })
    const healthy = world.supervisor.connect('healthy', new FakeTransport())
    for (const id of ['a', 'b', 'c', 'd']) world.supervisor.connect(id, crashing(1))
    await world.clock.advance(1_000)
    const end = await world.supervisor.ended
    expect(end.kind).toBe('gave-up')
    expect('causes' in end && end.causes.map(({ kind }) => kind)).toEqual([
      'crash',
      'crash',
      'crash',
      'crash',
    ])
    expect(kindsOf(world.events, 'gave-up')).toMatchObject([{ id: 'fleet', of: 'supervisor' }])
    expect(healthy.phase).toBe('stopped')
    expect(world.supervisor.connections).toEqual([])
    expect(world.clock.pending).toBe(0)
    expect(() => world.supervisor.connect('late', new FakeTransport())).toThrow(OptionError)
    await world.supervisor.stop()
    expect(await world.supervisor.ended).toBe(end)
  })

  test('but rarely are all started again', async () => {
    const world = testWorld({ intensity: { restarts: 1, withinMs: 50 }, restartDelayMs: 10 })
    for (const id of ['a', 'b', 'c']) {
      world.supervisor.connect(id, crashing(1))
      await world.clock.advance(51)
    }
    expect(world.supervisor.connections.map(({ phase }) => phase)).toEqual(['alive', 'alive', 'alive'])
  })

  test('while their supervisor stops, before their turn has come, are not started again', async () => {
    const world = testWorld({ restartDelayMs: 10 })
    peerServer(world.network)
    const transport = new FakeTransport()
    world.supervisor.connect('first', transport, {
      heartbeat: {
        ...heartbeat,
        protocol: {
          beat: 'ping',
          pong: () => {
            throw new Error('a bug in the pattern')
          },
        },
      },
    })
    world.supervisor.connect('last', world.toPeer(), { closeTimeoutMs: 1_000 })
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    void world.supervisor.stop()
    await world.clock.advance(100)
    transport.links[0]?.say('anything')
    await world.clock.advance(2_000)
    expect(await world.supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(world.phases('first')).toEqual(['connecting', 'alive', 'dead', 'failed'])
    expect(kindsOf(world.events, 'restart')).toEqual([])
  })

  test('while their supervisor stops are not started again, nor counted', async () => {
    const world = testWorld({ intensity: { restarts: 1 } })
    const transports = ['a', 'b', 'c'].map((id) => {
      const transport = new FakeTransport()
      world.supervisor.connect(id, transport, {
        retry: () => {
          throw new Error('a bug in the policy')
        },
      })
      return transport
    })
    await world.clock.advance(0)
    for (const { links } of transports) expect(links).toHaveLength(1)
    await world.supervisor.stop()
    expect(await world.supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(kindsOf(world.events, 'restart')).toEqual([])
  })
})

describe('An orderly end', () => {
  test('of a transient child is no reason to start it again', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('a', world.toPeer(9), { backoff: { attempts: 1 } })
    await world.clock.advance(60_000)
    await connection.ended()
    expect(world.phases('a')).toEqual(['connecting', 'dead', 'failed'])
    expect(kindsOf(world.events, 'restart')).toEqual([])
  })

  test('of a permanent child is: it is started again after it failed, by the supervisor’s delay', async () => {
    const world = testWorld({ restartDelayMs: 200, latencyMs: 0 })
    const connection = world.supervisor.connect('a', world.toPeer(9), {
      backoff: { attempts: 1 },
      restart: 'permanent',
    })
    await world.clock.advance(199)
    expect(connection.phase).toBe('failed')
    peerServer(world.network, undefined, 9)
    await world.clock.advance(10)
    expect(connection.phase).toBe('alive')
    expect(kindsOf(world.events, 'restart')).toMatchObject([{ cause: { kind: 'refused' }, delayMs: 200 }])
  })

  test('of a permanent child that was asked for is its last', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('a', new FakeTransport(), { restart: 'permanent' })
    await world.clock.advance(0)
    await connection.stop()
    await world.clock.advance(60_000)
    expect(world.phases('a')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
  })

  test('is not counted: nobody is given up for stopping', async () => {
    const world = testWorld({ intensity: { restarts: 1 } })
    for (let n = 0; n < 10; n += 1) await world.supervisor.connect(`c${n}`, new FakeTransport()).stop()
    const survivor = world.supervisor.connect('survivor', crashing(1))
    await world.clock.advance(2_000)
    expect(survivor.phase).toBe('alive')
  })
})

describe('A bug', () => {
  /** A link whose orderly close throws: the chart's own action breaks down, and its actor with it. */
  class Stubborn extends FakeLink {
    override close(): void {
      throw new Error('close is broken')
    }
  }

  test('in an action of the chart is a crash: the link goes, and the child is started again', async () => {
    const world = testWorld({ restartDelayMs: 50 })
    const transport = new FakeTransport((dial) => (dial === 1 ? new Stubborn() : new FakeLink()))
    const connection = world.supervisor.connect('a', transport)
    await world.clock.advance(0)
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(0)
    expect(connection.phase).toBe('failed')
    expect(connection.cause).toMatchObject({ kind: 'crash', detail: 'close is broken' })
    expect(transport.links[0]?.isReleased).toBe(true)
    expect(kindsOf(world.events, 'restart')).toMatchObject([{ cause: { detail: 'close is broken' } }])
    await world.clock.advance(50)
    expect(connection.phase).toBe('alive')
  })

  test('in an action of the chart is counted, and given up when it stays', async () => {
    const world = testWorld({ restartDelayMs: 10, intensity: { restarts: 2 } })
    const transport = new FakeTransport(() => {
      const link = new Stubborn()
      queueMicrotask(() => queueMicrotask(() => link.owner?.ended({ kind: 'eof', by: 'peer' })))
      return link
    })
    const connection = world.supervisor.connect('a', transport)
    await world.clock.advance(1_000)
    await connection.ended()
    expect(transport.links).toHaveLength(3)
    expect(kindsOf(world.events, 'gave-up')).toMatchObject([{ of: 'child' }])
    expect(transport.links.every(({ isReleased }) => isReleased)).toBe(true)
  })

  test('in an action of the chart while stopping ends in a stop that resolves', async () => {
    const world = testWorld()
    const transport = new FakeTransport(() => new Stubborn())
    world.supervisor.connect('a', transport)
    await world.clock.advance(0)
    const stopped = world.supervisor.stop()
    await world.clock.advance(10_000)
    await stopped
    expect(transport.links[0]?.isReleased).toBe(true)
    expect(kindsOf(world.events, 'restart')).toEqual([])
  })

  test('in the source of chance is a crash while the delay is drawn, and no timer stays', async () => {
    let draws = 0
    const world = testWorld({
      restartDelayMs: 50,
      random: () => {
        draws += 1
        if (draws === 1) throw new Error('no dice')
        return 0.5
      },
    })
    const connection = world.supervisor.connect('a', world.toPeer(9))
    await world.clock.advance(10)
    expect(connection.cause).toMatchObject({ kind: 'crash', detail: 'no dice' })
    await world.clock.advance(60)
    expect(connection.phase).toBe('backoff')
    await world.supervisor.stop()
    await world.clock.runAll()
    expect(world.network.pendingDials).toBe(0)
  })

  test('in a policy is a crash of its child', async () => {
    const world = testWorld({ restartDelayMs: 50 })
    const connection = world.supervisor.connect('a', world.toPeer(9), {
      retry: () => {
        throw new Error('a bug in the policy')
      },
    })
    await world.clock.advance(20)
    expect(connection.phase).toBe('failed')
    expect(connection.cause).toMatchObject({ kind: 'crash', detail: 'a bug in the policy' })
    expect(kindsOf(world.events, 'restart')).toHaveLength(1)
  })

  test('in a pattern is a crash of its child, and closes the link', async () => {
    const world = testWorld({ restartDelayMs: 50 })
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('a', world.toPeer(), {
      heartbeat: {
        ...heartbeat,
        protocol: {
          beat: 'ping',
          pong: () => {
            throw new Error('a bug in the pattern')
          },
        },
      },
    })
    await world.clock.advance(10)
    peers[0]?.send('anything')
    await world.clock.advance(10)
    expect(connection.cause).toMatchObject({ kind: 'crash', detail: 'a bug in the pattern' })
    await world.clock.advance(60)
    expect(connection.phase).toBe('alive')
    expect(peers[0]?.isReleased).toBe(true)
  })

  test('of an accepted connection ends that one alone: it failed, and nobody restarts it', async () => {
    const world = testWorld()
    const listener = new FakeListener()
    const door = world.supervisor.listen('door', listener, {
      heartbeat: {
        ...heartbeat,
        detector: 'none',
        protocol: {
          beat: null,
          pong: () => {
            throw new Error('a bug in the pattern')
          },
        },
      },
    })
    listener.owner?.listening(listener.endpoint)
    const [broken, healthy] = [listener.visit(), listener.visit()]
    const [first, second] = door.connections
    broken?.say('anything')
    await world.clock.advance(60_000)
    expect(first?.phase).toBe('failed')
    expect(second?.phase).toBe('alive')
    expect(door.connections).toEqual([second])
    expect(kindsOf(world.events, 'restart')).toEqual([])
    expect(healthy?.isReleased).toBe(false)
  })
})

describe('Options', () => {
  test.each<[object, string]>([
    [{ restartDelayMs: -1 }, 'restartDelayMs'],
    [{ restartDelayMs: 2 ** 32 }, 'restartDelayMs'],
    [{ intensity: { restarts: -1 } }, 'intensity.restarts'],
    [{ strategy: 'two_for_one' }, 'strategy'],
    [{ name: '' }, 'name'],
    [{ name: 5 }, 'name'],
    [{ signal: {} }, 'signal'],
    [{ clock: {} }, 'clock'],
    [{ clock: { now: () => 0, wall: () => 0 } }, 'clock'],
    [{ random: 5 }, 'random'],
  ])('that cannot be used (%j) name the one', (options, option) => {
    expect(() => supervise(options)).toThrow(expect.objectContaining({ option }))
  })

  test.each<[string, unknown]>([
    ['an address', 'ws://secret@a'],
    ['nothing', undefined],
    ['null', null],
    ['the one for the other side', new FakeListener()],
  ])('that are no transport (%s) are refused, and no child is there', async (_what, given) => {
    await using supervisor = supervise()
    const { transport } = Object.assign({ transport: new FakeTransport() }, { transport: given })
    const connect = () => supervisor.connect('a', transport)
    expect(connect).toThrow(expect.objectContaining({ name: 'OptionError', option: 'transport' }))
    expect(connect).not.toThrow(/secret/)
    expect(supervisor.children).toEqual([])
  })

  test.each<[string, unknown]>([
    ['an address', 'ws://secret@a'],
    ['nothing', undefined],
    ['the one for the other side', new FakeTransport()],
  ])('that are no listener (%s) are refused, and no child is there', async (_what, given) => {
    await using supervisor = supervise()
    const { listener } = Object.assign({ listener: new FakeListener() }, { listener: given })
    const listen = () => supervisor.listen('a', listener)
    expect(listen).toThrow(expect.objectContaining({ name: 'OptionError', option: 'listener' }))
    expect(listen).not.toThrow(/secret/)
    expect(supervisor.children).toEqual([])
  })

  test('may be left out: the system’s clock and chance', async () => {
    const supervisor = supervise()
    expect(supervisor.name).toBe('supervisor')
    await supervisor.stop()
  })
})
