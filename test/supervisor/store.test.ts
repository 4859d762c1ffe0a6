import { config } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { Connection, ConnectionSnapshot } from '../../src/index.ts'
import { LazyStore } from '../../src/supervisor/store.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'
import { FakeListener, FakeTransport } from './fakes.ts'

const START = 1_700_000_000_000

describe('A store', () => {
  test('reads the present when it is asked for, once until something changes', () => {
    let reads = 0
    const store = new LazyStore(() => ({ read: ++reads }))
    expect(reads).toBe(0)
    const { getSnapshot } = store
    expect(getSnapshot()).toBe(getSnapshot())
    expect(getSnapshot()).toEqual({ read: 1 })
    store.changed()
    store.changed()
    expect(getSnapshot()).toEqual({ read: 2 })
  })

  test('gives what nobody can change', () => {
    const store = new LazyStore(() => ({ phase: 'alive' }))
    expect(Object.isFrozen(store.getSnapshot())).toBe(true)
  })

  test('calls its listeners after each change, when the new present is there', () => {
    let present = 1
    const store = new LazyStore(() => ({ present }))
    const { subscribe, getSnapshot } = store
    const seen: unknown[] = []
    const leave = subscribe(() => seen.push(getSnapshot().present))
    present = 2
    store.changed()
    expect(seen).toEqual([2])
    leave()
    leave()
    store.changed()
    expect(seen).toEqual([2])
  })

  test('takes the same listener twice for two', () => {
    const store = new LazyStore(() => ({}))
    let calls = 0
    const listener = () => {
      calls += 1
    }
    const leave = store.subscribe(listener)
    store.subscribe(listener)
    leave()
    store.changed()
    expect(calls).toBe(1)
  })

  test('whose listener throws calls the others all the same, and tells the platform', async () => {
    const store = new LazyStore(() => ({}))
    const told = new Promise((resolve) => {
      config.onUnhandledError = resolve
    })
    let calls = 0
    store.subscribe(() => {
      throw new Error('a component')
    })
    store.subscribe(() => {
      calls += 1
    })
    store.changed()
    expect(calls).toBe(1)
    expect(await told).toEqual(new Error('a component'))
    config.onUnhandledError = null
  })
})

/** Every snapshot a subscriber reads, the one at the beginning included. */
function watch({ store: { subscribe, getSnapshot } }: Connection): ConnectionSnapshot[] {
  const seen = [getSnapshot()]
  subscribe(() => seen.push(getSnapshot()))
  return seen
}

describe('The store of a connection', () => {
  test('gives the present to whoever hears of a change elsewhere first: by the feed, or by its phases', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer())
    const { getSnapshot } = connection.store
    expect(getSnapshot().phase).toBe('connecting')
    const seen: string[] = []
    const note = (): void => {
      const [listed] = world.supervisor.store.getSnapshot()
      seen.push(`${getSnapshot().phase} ${listed?.phase} ${getSnapshot().ended}`)
    }
    world.supervisor.feed$.subscribe((event) => event.kind !== 'retry' && note())
    connection.phase$.subscribe({ next: note, complete: note })
    seen.length = 0
    await world.clock.advance(100)
    expect(seen).toEqual(['alive alive false', 'alive alive false'])
    seen.length = 0
    void connection.stop({ now: true })
    await world.clock.advance(100)
    expect(seen.slice(-3)).toEqual(['stopped stopped false', 'stopped stopped true', 'stopped stopped true'])
  })

  test('is one, however often it is asked for, and so are its functions', () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer())
    const { subscribe, getSnapshot } = connection.store
    expect(connection.store).toMatchObject({ subscribe, getSnapshot })
    expect(connection.store.subscribe).toBe(subscribe)
  })

  test('tells each phase with its cause and time, and when the next dial comes', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), {
      backoff: { firstMs: 1_000, jitter: 'none' },
    })
    const seen = watch(connection)
    await world.clock.advance(100)
    peers[0]?.link?.close()
    await world.clock.advance(1_100)
    const cause = { kind: 'eof', by: 'peer' }
    expect(seen.map(({ phase, retryAt, generation }) => [phase, retryAt, generation])).toEqual([
      ['connecting', null, 1],
      ['alive', null, 1],
      ['dead', null, 1],
      ['backoff', null, 1],
      ['backoff', expect.any(Number), 1],
      ['connecting', null, 2],
      ['alive', null, 2],
    ])
    expect(seen.map((snapshot) => snapshot.cause)).toEqual([null, null, cause, cause, cause, cause, cause])
    const [, , , , waiting, dialling] = seen
    expect(waiting?.retryAt).toBe(dialling?.since)
    expect(waiting).toMatchObject({ id: 'c', restarts: 0, ended: false })
    expect(seen[0]?.since).toBe(START)
  })

  test('stays the same while frames and beats come and go', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(100)
    const snapshot = connection.store.getSnapshot()
    peers[0]?.send('business')
    await world.clock.advance(10_000)
    expect(connection.counts.frames).toBe(1)
    expect(connection.store.getSnapshot()).toBe(snapshot)
  })

  test('is right at once when it is asked for in the middle of a life', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(100)
    expect(connection.store.getSnapshot()).toMatchObject({ phase: 'alive', generation: 1 })
  })

  test('tells that business data has stopped, and that it came again', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), { staleAfterMs: 1_000 })
    const { store } = connection
    const seen: boolean[] = []
    store.subscribe(() => seen.push(store.getSnapshot().isStale))
    await world.clock.advance(1_200)
    expect(store.getSnapshot()).toMatchObject({ phase: 'alive', isStale: true })
    peers[0]?.send('42')
    await world.clock.advance(10)
    expect(store.getSnapshot().isStale).toBe(false)
    expect(seen).toEqual([false, true, false])
  })

  test('tells of a restart, and of the end when none will follow', async () => {
    const world = testWorld({ restartDelayMs: 500, intensity: { restarts: 1 } })
    const transport = new FakeTransport(() => {
      throw new Error('a bug')
    })
    const connection = world.supervisor.connect('c', transport)
    const seen = watch(connection)
    await world.clock.advance(2_000)
    expect(seen.map(({ phase, restarts, ended, retryAt }) => [phase, restarts, ended, retryAt])).toEqual([
      ['failed', 1, false, START + 500],
      ['connecting', 1, false, null],
      ['dead', 1, false, null],
      ['failed', 1, false, null],
      ['failed', 1, true, null],
    ])
  })

  test('is still to be read when the connection has ended for good', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer())
    const seen = watch(connection)
    void connection.stop()
    await world.clock.advance(10)
    const last = connection.store.getSnapshot()
    expect(last).toMatchObject({ phase: 'stopped', cause: { kind: 'cancelled' }, ended: true })
    expect(seen.at(-1)).toBe(last)
    await world.clock.advance(10_000)
    expect(connection.store.getSnapshot()).toBe(last)
  })

  test('first asked for after the end says the same', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer())
    void connection.stop()
    await world.clock.advance(10)
    expect(connection.store.getSnapshot()).toMatchObject({ phase: 'stopped', ended: true })
  })
})

describe('The store of a supervisor', () => {
  test('lists what was declared, then what was accepted, each as its own store tells it', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const listener = new FakeListener()
    world.supervisor.connect('a', world.toPeer())
    world.supervisor.listen('door', listener)
    listener.owner?.listening('fake://here')
    listener.visit('10.0.0.1:5')
    const b = world.supervisor.connect('b', world.toPeer())
    await world.clock.advance(100)
    const list = world.supervisor.store.getSnapshot()
    expect(list.map(({ id, phase }) => `${id} ${phase}`)).toEqual([
      'a alive',
      'b alive',
      'fake://here#1 alive',
    ])
    expect(list[1]).toBe(b.store.getSnapshot())
    expect(Object.isFrozen(list)).toBe(true)
    expect(world.supervisor.store.getSnapshot()).toBe(list)
  })

  test('tells of what comes, what changes, what ends and what is removed', async () => {
    const world = testWorld()
    const listener = new FakeListener()
    const { subscribe, getSnapshot } = world.supervisor.store
    const seen: string[] = []
    subscribe(() => {
      const now = getSnapshot().map(({ id, phase }) => `${id} ${phase}`)
      if (now.join() !== seen.at(-1)) seen.push(now.join())
    })
    world.supervisor.listen('door', listener)
    listener.owner?.listening('here')
    const link = listener.visit()
    const a = world.supervisor.connect('a', new FakeTransport())
    await world.clock.advance(0)
    link?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(0)
    void a.stop()
    await world.clock.advance(0)
    void world.supervisor.remove('a')
    await world.clock.advance(0)
    expect(seen).toEqual([
      'here#1 connecting',
      'here#1 alive',
      'a connecting,here#1 alive',
      'a alive,here#1 alive',
      'a alive,here#1 dead',
      'a alive,here#1 stopped',
      'a alive',
      'a dead',
      'a stopped',
      '',
    ])
  })
})
