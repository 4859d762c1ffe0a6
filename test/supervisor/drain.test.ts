import { describe, expect, test } from 'vitest'
import { type Connection, ConnectionError, pingPong } from '../../src/index.ts'
import { type DrainOptions, drain } from '../../src/supervisor/drain.ts'
import { leaving$ } from '../../src/supervisor/draining.ts'
import { Peer, peerServer, pong, type TestWorld, testWorld } from '../support/world.ts'

/** A listener with so many peers that answer pings. */
async function scene(peers: number) {
  const world = testWorld()
  const { clock, network, supervisor } = world
  const door = supervisor.listen('door', network.host('us').listen({ port: 1 }))
  await clock.advance(1)
  const visit = (): Peer => {
    const peer = new Peer(pong)
    peer.link = network.host('peer').dial({ to: 'us:1' }).dial(peer)
    return peer
  }
  const visitors = Array.from({ length: peers }, visit)
  await clock.advance(10)
  expect(door.size).toBe(peers)
  return { ...world, door, visit, visitors, accepted: [...door.connections] }
}

/** What a promise came to, as soon as it has. */
function outcome<T>(promise: Promise<T>): { value: T | undefined; thrown: unknown; isOver: boolean } {
  const seen: { value: T | undefined; thrown: unknown; isOver: boolean } = {
    value: undefined,
    thrown: undefined,
    isOver: false,
  }
  promise
    .then(
      (value) => {
        seen.value = value
      },
      (thrown: unknown) => {
        seen.thrown = thrown
      },
    )
    .finally(() => {
      seen.isOver = true
    })
  return seen
}

const kinds = ({ events }: TestWorld): string[] =>
  events.flatMap((event) =>
    event.kind === 'phase' && event.to === 'dead'
      ? [`${event.id} ${event.cause?.kind}`]
      : event.kind === 'draining' || event.kind === 'drained' || event.kind === 'closed'
        ? [event.kind]
        : [],
  )

describe('The options of a drain', () => {
  test.each<[string, string]>([
    ['withinMs', '{"withinMs":-1}'],
    ['withinMs', '{}'],
    ['idleMs', '{"withinMs":1,"idleMs":3}'],
    ['done', '{"withinMs":1,"done":1}'],
    ['notify', '{"withinMs":1,"notify":1}'],
    ['drain.soon', '{"withinMs":1,"soon":1}'],
  ])('that cannot be used are refused by name, and nothing is drained: %s of %s', async (option, json) => {
    const { supervisor, events } = testWorld()
    const options: DrainOptions = JSON.parse(json)
    await expect(drain(supervisor, options)).rejects.toMatchObject({ name: 'OptionError', option })
    expect([supervisor.phase, events]).toEqual(['running', []])
  })

  test('do not say in two ways when business has finished', async () => {
    const { supervisor } = testWorld()
    const both = { withinMs: 1, idleMs: 10, done: () => Promise.resolve() }
    await expect(drain(supervisor, both)).rejects.toMatchObject({ option: 'idleMs' })
  })

  test('are for connections, listeners and supervisors alone', async () => {
    const { children } = testWorld().supervisor
    const [nothing] = children
    expect(nothing).toBe(undefined)
    await expect(drain(JSON.parse('{}'), { withinMs: 1 })).rejects.toMatchObject({ option: 'target' })
  })
})

describe('A listener that drains', () => {
  test('takes nobody new, lets business finish, and closes then', async () => {
    const world = await scene(2)
    const { clock, door, visit, visitors, network } = world
    const drained = outcome(drain(door, { withinMs: 30_000, idleMs: 1_000 }))
    expect(door.phase).toBe('draining')
    await clock.advance(10)
    const late = visit()
    await clock.advance(10)
    expect([late.causes[0]?.kind, network.openListeners]).toEqual(['refused', 0])
    for (let round = 0; round < 10; round += 1) {
      visitors[0]?.send('order')
      await clock.advance(500)
    }
    expect([door.phase, door.size, drained.isOver]).toEqual(['draining', 2, false])
    await clock.advance(1_500)
    expect(drained.value).toEqual({ finished: 2, left: 0, died: 0, cut: [] })
    expect(door.phase).toBe('closed')
    expect(visitors.map(({ causes }) => causes)).toEqual([
      [{ kind: 'eof', by: 'peer' }],
      [{ kind: 'eof', by: 'peer' }],
    ])
    expect(kinds(world)).toEqual([
      'draining',
      'closed',
      'drained',
      'memory://us:1#1 cancelled',
      'memory://us:1#2 cancelled',
    ])
  })

  test('is idle from the last frame on that went either way, and looks four times in that time', async () => {
    const { clock, door, accepted, events } = await scene(1)
    await clock.advance(60_000)
    const began = clock.wall()
    void drain(door, { withinMs: 30_000, idleMs: 1_000 })
    await clock.advance(700)
    await accepted[0]?.send('still here')
    await clock.advance(5_000)
    const drained = events.find(({ kind }) => kind === 'drained')
    expect((drained?.at ?? 0) - began).toBe(1_750)
  })

  test('cuts what has not finished at its time, and names it', async () => {
    const { clock, door, accepted, visitors, events } = await scene(2)
    const drained = outcome(drain(door, { withinMs: 2_000, idleMs: 500 }))
    for (let round = 0; round < 20; round += 1) {
      visitors[0]?.send('more')
      await clock.advance(100)
    }
    await clock.advance(100)
    expect(drained.value).toEqual({ finished: 1, left: 0, died: 0, cut: [accepted[0]?.id] })
    expect(events.find(({ kind }) => kind === 'drained')).toMatchObject({
      finished: 1,
      left: 0,
      died: 0,
      cut: 1,
    })
    // In order all the same.
    expect(visitors[0]?.causes).toEqual([{ kind: 'eof', by: 'peer' }])
  })

  test('takes heartbeats for no business', async () => {
    const world = testWorld()
    const { clock, network, supervisor } = world
    const peers = peerServer(network, pong)
    const heartbeat = { protocol: pingPong, everyMs: 100 }
    const connection = supervisor.connect('one', world.toPeer(), { heartbeat })
    await clock.advance(1_000)
    const drained = outcome(drain(connection, { withinMs: 30_000, idleMs: 1_000 }))
    await clock.advance(1_300)
    expect(peers[0]?.got.length).toBeGreaterThan(15)
    expect(drained.value).toEqual({ finished: 1, left: 0, died: 0, cut: [] })
  })

  test('counts those who leave of themselves', async () => {
    const { clock, door, visitors } = await scene(3)
    const drained = outcome(drain(door, { withinMs: 30_000, idleMs: 10_000 }))
    visitors[1]?.link?.close()
    await clock.advance(100)
    for (const { link } of visitors) link?.close()
    await clock.advance(100)
    expect(drained.value).toEqual({ finished: 0, left: 3, died: 0, cut: [] })
    expect(clock.pending).toBe(0)
  })

  test('before it is bound has nobody to wait for', async () => {
    const { clock, network, supervisor } = testWorld()
    const door = supervisor.listen('door', network.host('us').listen({ port: 1 }))
    const ready = outcome(door.ready)
    const drained = outcome(drain(door, { withinMs: 30_000 }))
    await clock.advance(10)
    expect([drained.value, door.phase]).toEqual([{ finished: 0, left: 0, died: 0, cut: [] }, 'closed'])
    expect(ready.thrown).toBeInstanceOf(ConnectionError)
    expect(network.openListeners).toBe(0)
  })

  test('is closed before its time by whoever stops it', async () => {
    const { clock, door, network, accepted } = await scene(2)
    const ids = accepted.map(({ id }) => id)
    const drained = outcome(drain(door, { withinMs: 30_000, idleMs: 20_000 }))
    await clock.advance(100)
    const stopped = outcome(door.stop({ now: true }))
    await clock.advance(100)
    expect([stopped.isOver, drained.value]).toEqual([true, { finished: 0, left: 0, died: 0, cut: ids }])
    expect([clock.pending, network.openLinks]).toEqual([0, 0])
  })

  test('is listened on again when its supervisor is told to start it', async () => {
    const { clock, door, supervisor, visit } = await scene(1)
    const drained = outcome(drain(door, { withinMs: 100, idleMs: 40 }))
    await clock.advance(200)
    expect(drained.isOver).toBe(true)
    supervisor.start('door')
    await clock.advance(10)
    const peer = visit()
    await clock.advance(10)
    expect(peer.isOpen).toBe(true)
  })
})

describe('Those who are drained', () => {
  test('are told to leave before the first of them is drained, listeners and nested ones too', async () => {
    const { clock, network, supervisor, door, accepted, toPeer } = await scene(2)
    peerServer(network)
    const inner = supervisor.supervise('nested').connect('one', toPeer())
    await clock.advance(10)
    const leavers: object[] = []
    const listening = leaving$.subscribe((one) => {
      expect(door.phase).toBe('listening')
      leavers.push(one)
    })
    void drain(supervisor, { withinMs: 1_000, idleMs: 100 })
    listening.unsubscribe()
    expect(leavers).toEqual([door, ...accepted, inner])
    await clock.advance(1_000)
  })

  test('are told in the words of their protocol, if their link is open', async () => {
    const { clock, network, supervisor, visitors, accepted } = await scene(2)
    const waiting = supervisor.connect('waiting', network.host('us').dial({ to: 'peer:9' }))
    await clock.advance(10)
    expect(waiting.phase).toBe('backoff')
    const told: Connection[] = []
    void drain(supervisor, {
      withinMs: 1_000,
      async notify(connection) {
        told.push(connection)
        await connection.send('GOAWAY')
      },
    })
    await clock.advance(10)
    expect(visitors.map(({ got }) => got)).toEqual([['GOAWAY'], ['GOAWAY']])
    expect(told).toEqual(accepted)
  })

  test('have finished when `done` says so', async () => {
    const { clock, door, accepted } = await scene(2)
    const resolves: (() => void)[] = []
    const done = (): Promise<void> => new Promise((resolve) => resolves.push(resolve))
    const drained = outcome(drain(door, { withinMs: 60_000, done }))
    await clock.advance(30_000)
    resolves[0]?.()
    await clock.advance(10)
    expect([drained.isOver, door.size]).toEqual([false, 2])
    resolves[1]?.()
    await clock.advance(10)
    expect(drained.value).toEqual({ finished: 2, left: 0, died: 0, cut: [] })
    expect(accepted.map(({ phase }) => phase)).toEqual(['stopped', 'stopped'])
  })

  test('and whose `done` or `notify` has a bug are stopped all the same, and the bug is thrown', async () => {
    const { clock, door, accepted } = await scene(2)
    const drained = outcome(
      drain(door, {
        withinMs: 60_000,
        async done(connection) {
          if (connection === accepted[0]) throw new Error('a bug')
        },
      }),
    )
    await clock.advance(100)
    expect([drained.thrown, door.phase]).toEqual([new Error('a bug'), 'closed'])
  })

  test('and cannot be told, since their links have gone, are no bug', async () => {
    const { clock, network, door } = await scene(1)
    const drained = outcome(
      drain(door, {
        withinMs: 60_000,
        async notify(connection) {
          network.reset('us', 'peer')
          await connection.ended()
          await connection.send('GOAWAY')
        },
      }),
    )
    await clock.advance(100)
    expect(drained.value).toEqual({ finished: 0, left: 0, died: 1, cut: [] })
  })

  test('and still have frames to send are waited for', async () => {
    const { clock, network, supervisor, toPeer } = testWorld()
    const connection = supervisor.connect('one', toPeer(), { queue: { max: 10, drop: 'oldest' } })
    await clock.advance(10)
    const sent = outcome(connection.send('order'))
    const drained = outcome(drain(connection, { withinMs: 60_000, idleMs: 100 }))
    await clock.advance(5_000)
    expect([sent.isOver, drained.isOver]).toEqual([false, false])
    const peers = peerServer(network)
    connection.retry()
    await clock.advance(1_000)
    expect([peers[0]?.got, drained.value]).toEqual([['order'], { finished: 1, left: 0, died: 0, cut: [] }])
  })

  test('have been drained already when they have ended', async () => {
    const { clock, supervisor, toPeer } = testWorld()
    const connection = supervisor.connect('one', toPeer())
    void connection.stop()
    await clock.advance(10)
    expect(await drain(connection, { withinMs: 60_000 })).toEqual({ finished: 0, left: 0, died: 0, cut: [] })
  })
})

describe('A connection that code of ours closes while it is drained', () => {
  test('has finished, by that', async () => {
    const { clock, door, accepted } = await scene(2)
    const drained = outcome(drain(door, { withinMs: 60_000, idleMs: 500 }))
    await clock.advance(10)
    void accepted[0]?.stop()
    await clock.advance(1_000)
    expect(drained.value).toEqual({ finished: 2, left: 0, died: 0, cut: [] })
  })

  test('has finished where all of its supervisor is drained, too', async () => {
    const { clock, supervisor, accepted } = await scene(2)
    const drained = outcome(drain(supervisor, { withinMs: 60_000, idleMs: 500 }))
    await clock.advance(10)
    void accepted[0]?.stop()
    await clock.advance(1_000)
    expect(drained.value).toEqual({ finished: 2, left: 0, died: 0, cut: [] })
  })

  test('was cut, where the supervisor around what is drained was stopped', async () => {
    const { clock, network, supervisor, toPeer } = testWorld()
    peerServer(network)
    const nested = supervisor.supervise('nested')
    const connection = nested.connect('one', toPeer())
    await clock.advance(10)
    const drained = outcome(drain(nested, { withinMs: 60_000 }))
    await clock.advance(10)
    void supervisor.stop()
    void connection.stop()
    await clock.advance(1_000)
    expect(drained.value).toEqual({ finished: 0, left: 0, died: 0, cut: ['nested/one'] })
  })
})

describe('A supervisor that drains', () => {
  test('stops its children in reverse order once the business of all has finished, nested ones too', async () => {
    const world = await scene(1)
    const { clock, network, supervisor, toPeer, visit } = world
    peerServer(network)
    const nested = supervisor.supervise('nested')
    const inner = nested.listen('door', network.host('us').listen({ port: 2 }))
    nested.connect('one', toPeer())
    supervisor.connect('two', toPeer())
    await clock.advance(10)
    const drained = outcome(drain(supervisor, { withinMs: 60_000, idleMs: 500 }))
    await clock.advance(10)
    expect([inner.phase, supervisor.phase]).toEqual(['draining', 'running'])
    const late = visit()
    await clock.advance(1_000)
    expect(late.causes[0]?.kind).toBe('refused')
    expect(drained.value).toEqual({ finished: 3, left: 0, died: 0, cut: [] })
    expect(supervisor.phase).toBe('stopped')
    expect(kinds(world)).toEqual([
      'draining',
      'closed',
      'closed',
      'drained',
      'two cancelled',
      'nested/one cancelled',
      'memory://us:1#1 cancelled',
    ])
    // The peer's own.
    expect([clock.pending, network.openListeners]).toEqual([0, 1])
  })

  test('without connections stops at once', async () => {
    const { supervisor } = testWorld()
    expect(await drain(supervisor, { withinMs: 60_000 })).toEqual({ finished: 0, left: 0, died: 0, cut: [] })
    expect(supervisor.phase).toBe('stopped')
  })

  test('within no time cuts all, in order', async () => {
    const { clock, supervisor, visitors } = await scene(3)
    const drained = outcome(drain(supervisor, { withinMs: 0 }))
    await clock.advance(1_000)
    expect(drained.value?.cut).toHaveLength(3)
    expect(visitors.map(({ causes }) => causes[0]?.kind)).toEqual(['eof', 'eof', 'eof'])
  })
})
