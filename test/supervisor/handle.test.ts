import { describe, expect, test } from 'vitest'
import {
  type Connection,
  ConnectionError,
  type ConnectOptions,
  listenOnly,
  OptionError,
  type PhaseChange,
  pingPong,
  refuse,
} from '../../src/index.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'
import { FakeLink, FakeTransport } from './fakes.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }
const quick: ConnectOptions = { heartbeat, backoff: { firstMs: 100, jitter: 'none' } }

/** What a subscriber of `phase$` sees, and whether it has completed. */
function watch(connection: Connection): { seen: PhaseChange[]; phases(): string; isComplete(): boolean } {
  const seen: PhaseChange[] = []
  let isComplete = false
  connection.phase$.subscribe({
    next: (change) => seen.push(change),
    complete: () => {
      isComplete = true
    },
  })
  return {
    seen,
    phases: () => seen.map(({ phase }) => phase).join(' '),
    isComplete: () => isComplete,
  }
}

describe('The phases of a connection', () => {
  test('begin with the present, go on with every change, and complete at the end', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    const early = watch(connection)
    await world.clock.advance(500)
    const late = watch(connection)
    void connection.stop()
    expect(early.isComplete()).toBe(false)
    await world.clock.advance(10)
    expect(early.phases()).toBe('connecting alive dead stopped')
    expect(late.phases()).toBe('alive dead stopped')
    expect([early.isComplete(), late.isComplete()]).toEqual([true, true])
  })

  test('say where from, by which event and why', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    const { seen } = watch(connection)
    await world.clock.advance(10)
    peers[0]?.link?.close()
    await world.clock.advance(10)
    const eof = { kind: 'eof', by: 'peer' }
    expect(seen).toEqual([
      { from: null, phase: 'connecting', event: null, cause: null },
      { from: 'connecting', phase: 'alive', event: 'link.opened', cause: null },
      { from: 'alive', phase: 'dead', event: 'link.ended', cause: eof },
      { from: 'dead', phase: 'backoff', event: 'link.released', cause: eof },
    ])
  })

  test('are replayed as they are now, though nobody was subscribed for a while', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    connection.phase$.subscribe().unsubscribe()
    await world.clock.advance(10)
    peers[0]?.link?.close()
    await world.clock.advance(10)
    expect(watch(connection).seen).toMatchObject([{ phase: 'backoff', cause: { kind: 'eof' } }])
  })

  test('of a connection that has ended are its end, and no more', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer())
    void connection.stop()
    await world.clock.advance(10)
    const late = watch(connection)
    expect(late.seen).toMatchObject([{ phase: 'stopped', cause: { kind: 'cancelled' } }])
    expect(late.isComplete()).toBe(true)
  })

  test('go on over a restart, and complete when none will follow', async () => {
    const world = testWorld({ restartDelayMs: 100, intensity: { restarts: 1 } })
    const transport = new FakeTransport(() => {
      throw new Error('a bug')
    })
    const connection = world.supervisor.connect('c', transport)
    const watched = watch(connection)
    expect(watched.isComplete()).toBe(false)
    await world.clock.advance(200)
    expect(watched.phases()).toBe('failed connecting dead failed')
    expect(watched.isComplete()).toBe(true)
  })

  test('tell those who stop the connection from inside one of them', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    connection.phase$.subscribe(({ phase }) => {
      if (phase === 'alive') void connection.stop()
    })
    await world.clock.advance(100)
    await connection.ended()
    expect(world.phases('c')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
  })

  test.each(['connecting', 'suspect', 'dead', 'backoff', 'failed'] as const)(
    'may be a reason to stop now: %s',
    async (reason) => {
      const world = testWorld()
      peerServer(world.network)
      const connection = world.supervisor.connect('c', world.toPeer(), {
        heartbeat: { ...heartbeat, misses: 2 },
        backoff: { firstMs: 100, jitter: 'none', attempts: 2 },
      })
      connection.phase$.subscribe(({ phase }) => {
        if (phase === reason) void connection.stop({ now: true })
      })
      await world.clock.advance(20_000)
      await connection.ended()
      expect(world.phases('c').at(-1)).toBe(reason === 'failed' ? 'failed' : 'stopped')
      expect([world.clock.pending, world.network.openLinks]).toEqual([0, 0])
    },
  )
})

describe('What a handle says of its connection', () => {
  test('before it is open: connecting, the first generation, nothing heard', () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    expect(connection).toMatchObject({
      id: 'c',
      accepted: false,
      phase: 'connecting',
      cause: null,
      generation: 1,
      restarts: 0,
      misses: 0,
      silentMs: null,
      rttMs: null,
      lastRttMs: null,
      since: 1_700_000_000_000,
      counts: { frames: 0, beats: 0, misses: 0, reconnects: 0 },
    })
  })

  test('while the peer is silent: for how long, and how many beats were missed', async () => {
    const world = testWorld({ latencyMs: 0 })
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    await world.clock.advance(100)
    peers[0]?.send('hello')
    await world.clock.advance(1_000)
    expect([connection.phase, connection.silentMs, connection.misses]).toEqual(['alive', 1_000, 0])
    await world.clock.advance(1_000)
    expect([connection.phase, connection.silentMs, connection.misses]).toEqual(['suspect', 2_000, 2])
    expect(connection.since).toBe(1_700_000_000_000 + 1_600)
    peers[0]?.send('hello')
    await world.clock.advance(0)
    expect([connection.phase, connection.silentMs, connection.misses]).toEqual(['alive', 0, 0])
    expect(connection.counts.misses).toBe(2)
  })

  test('over two links: the peer of the one there is, one reconnect, two generations, all frames', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    await world.clock.advance(10)
    expect(connection.peer).toBe('peer:7373')
    peers[0]?.send('one')
    await world.clock.advance(10)
    peers[0]?.link?.close()
    await world.clock.advance(10)
    expect([connection.phase, connection.peer]).toEqual(['backoff', null])
    await world.clock.advance(100)
    peers[1]?.send('two')
    await world.clock.advance(10)
    expect([connection.phase, connection.generation, connection.counts.reconnects]).toEqual(['alive', 2, 1])
    expect(connection.counts.frames).toBe(2)
  })

  test('of heartbeats: the beats sent, and round trips of matched answers only', async () => {
    const world = testWorld({ latencyMs: 20 })
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    await world.clock.advance(10_000)
    const pings = peers[0]?.got.filter((frame) => frame === 'ping').length
    expect(connection.counts.beats).toBe(pings)
    expect(connection.lastRttMs).toBe(40)
    expect(connection.rttMs?.p50).toBeGreaterThan(36)
    expect(connection.rttMs?.p99).toBeLessThan(44)
  })

  test('of a listener for heartbeats: no round trip, not a guess', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), {
      heartbeat: { ...heartbeat, protocol: listenOnly },
    })
    for (let n = 0; n < 5; n += 1) {
      await world.clock.advance(900)
      peers[0]?.send('tick')
    }
    await world.clock.advance(10)
    expect([connection.phase, connection.rttMs, connection.lastRttMs]).toEqual(['alive', null, null])
    expect(peers[0]?.got).toEqual([])
  })
})

describe('Frames', () => {
  test('that come before anybody asks are held, and then handed over in order', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(10)
    for (const text of ['one', 'two', 'three']) peers[0]?.send(text)
    await world.clock.advance(10)
    expect(connection.held).toBe(3)
    const frames: string[] = []
    connection.frames$.subscribe(({ text }) => frames.push(text))
    expect(frames).toEqual(['one', 'two', 'three'])
    expect(connection.held).toBe(0)
  })

  test('one by one end when the connection has stopped', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    const read = (async () => {
      const frames: string[] = []
      for await (const { text } of connection) frames.push(text)
      return frames
    })()
    await world.clock.advance(10)
    peers[0]?.send('one')
    peers[0]?.send('two')
    await world.clock.advance(10)
    void connection.stop()
    await world.clock.advance(10)
    expect(await read).toEqual(['one', 'two'])
  })

  test('one by one throw the cause when the connection has failed', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer(), { backoff: { attempts: 1 } })
    const read = connection[Symbol.asyncIterator]().next()
    const failure = expect(read).rejects.toMatchObject({ cause: { kind: 'refused' } })
    await world.clock.advance(10)
    await failure
  })

  test('of a paused connection wait, and the peer is not charged for the time', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    const frames: string[] = []
    connection.frames$.subscribe(({ text }) => frames.push(text))
    await world.clock.advance(1_100)
    connection.pause()
    connection.pause()
    peers[0]?.send('late')
    await world.clock.advance(60_000)
    expect([connection.phase, frames]).toEqual(['alive', []])
    connection.resume()
    connection.resume()
    await world.clock.advance(10)
    expect([connection.phase, frames]).toEqual(['alive', ['late']])
    expect(world.phases('c')).toEqual(['connecting', 'alive'])
  })

  test('of a connection paused before it is open wait as well', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    connection.pause()
    await world.clock.advance(10)
    peers[0]?.send('early')
    await world.clock.advance(10)
    expect([connection.phase, connection.held]).toEqual(['alive', 0])
    connection.resume()
    await world.clock.advance(10)
    expect(connection.held).toBe(1)
  })
})

describe('Sending', () => {
  test('resolves when the system has the bytes', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(10)
    await connection.send('hello')
    await world.clock.advance(10)
    expect(peers[0]?.got).toEqual(['hello'])
  })

  test('while there is no link is refused, with the cause of the last end', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer())
    await expect(connection.send('hello')).rejects.toMatchObject({ cause: null })
    await world.clock.advance(10)
    await expect(connection.send('hello')).rejects.toThrow(ConnectionError)
    await expect(connection.send('hello')).rejects.toMatchObject({ cause: { kind: 'refused' } })
  })

  test('on a connection that has ended is refused, queue or none', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer(), { queue: { max: 5, drop: 'oldest' } })
    void connection.stop()
    await world.clock.advance(10)
    await expect(connection.send('hello')).rejects.toThrow('cannot send on a stopped connection')
  })

  test('what cannot be a frame says so, and harms nobody', async () => {
    const world = testWorld()
    peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(10)
    await expect(connection.send('two\nlines')).rejects.toThrow(OptionError)
    expect(connection.phase).toBe('alive')
  })

  test('with a queue waits for a link, and goes out in order', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), { queue: { max: 5, drop: 'oldest' } })
    const sent = Promise.all(['one', 'two'].map((frame) => connection.send(frame)))
    await world.clock.advance(10)
    await sent
    expect(peers[0]?.got).toEqual(['one', 'two'])
  })

  test('with a full queue drops the oldest, or the newest, as asked for', async () => {
    for (const [drop, kept] of [
      ['oldest', ['two', 'three']],
      ['newest', ['one', 'two']],
    ] as const) {
      const world = testWorld()
      const peers = peerServer(world.network)
      const connection = world.supervisor.connect('c', world.toPeer(), { queue: { max: 2, drop } })
      const sent = Promise.allSettled(['one', 'two', 'three'].map((frame) => connection.send(frame)))
      await world.clock.advance(10)
      expect((await sent).filter(({ status }) => status === 'rejected')).toHaveLength(1)
      expect(peers[0]?.got).toEqual(kept)
    }
  })

  test('that waits when the link resets is refused with that cause', async () => {
    const world = testWorld()
    peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(10)
    world.network.cut('us', 'peer')
    const stuck = expect(connection.send('x'.repeat(100_000))).rejects.toMatchObject({
      cause: { kind: 'reset' },
    })
    world.network.reset('us', 'peer')
    await world.clock.advance(10)
    await stuck
  })
})

describe('Asking to dial now', () => {
  test('in backoff dials at once, and the delay does not dial a second time', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    await world.clock.advance(50)
    expect(connection.phase).toBe('backoff')
    peerServer(world.network, pong)
    connection.retry()
    expect(connection.phase).toBe('connecting')
    await world.clock.advance(2_000)
    expect([connection.phase, connection.generation]).toEqual(['alive', 2])
  })

  test('has no meaning elsewhere', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    connection.retry()
    await world.clock.advance(50)
    connection.retry()
    void connection.stop()
    connection.retry()
    await world.clock.advance(50)
    connection.retry()
    await world.clock.advance(5_000)
    expect(world.phases('c')).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(connection.generation).toBe(1)
  })
})

describe('Asking the peer for a sign of life', () => {
  const patient = { ...quick, heartbeat: { ...heartbeat, everyMs: 60_000 } }

  test('keeps one that answers alive', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), patient)
    await world.clock.advance(100)
    const before = peers[0]?.got.length ?? 0
    connection.probe()
    await world.clock.advance(5_000)
    expect(peers[0]?.got.length).toBe(before + 1)
    expect(world.phases('c')).toEqual(['connecting', 'alive'])
  })

  test('finds one that does not within a timeout, long before a beat was due', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    const connection = world.supervisor.connect('c', world.toPeer(), patient)
    await world.clock.advance(100)
    world.network.freeze('peer')
    connection.probe()
    await world.clock.advance(650)
    expect(connection.phase).toBe('suspect')
    await world.clock.advance(1_050)
    expect(world.phases('c').slice(0, 5)).toEqual(['connecting', 'alive', 'suspect', 'dead', 'backoff'])
    expect(connection.cause?.kind).toBe('silent')
  })

  test('has no meaning before there is a link, and after there was one', async () => {
    const world = testWorld()
    const peers = peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), patient)
    connection.probe()
    await world.clock.advance(2_000)
    peers[0]?.link?.close()
    await world.clock.advance(50)
    expect(connection.phase).toBe('backoff')
    connection.probe()
    void connection.stop()
    connection.probe()
    await world.clock.advance(5_000)
    connection.probe()
    expect(world.phases('c')).toEqual(['connecting', 'alive', 'dead', 'backoff', 'stopped'])
    expect(world.clock.pending).toBe(0)
  })
})

describe('A hook that decides about new links', () => {
  test('runs for each of them, and knows which one it is', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, (frame) => (frame === 'who?' ? 'me' : undefined))
    const links: unknown[] = []
    world.supervisor.connect('c', world.toPeer(), {
      ...quick,
      onOpen: async (link) => {
        await link.send('who?')
        links.push([link.generation, link.peer, (await link.receive()).text])
      },
    })
    await world.clock.advance(10)
    peers[0]?.link?.close()
    await world.clock.advance(200)
    expect(links).toEqual([
      [1, 'peer:7373', 'me'],
      [2, 'peer:7373', 'me'],
    ])
  })

  test('and refuses one as not let in is the end: nobody tries again', async () => {
    const world = testWorld()
    peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), {
      onOpen: () => {
        throw refuse('auth', 'a bad token')
      },
    })
    await world.clock.advance(60_000)
    await connection.ended()
    expect(world.phases('c')).toEqual(['connecting', 'dead', 'failed'])
    expect(connection.cause).toEqual({ kind: 'auth', by: 'peer', detail: 'a bad token' })
  })

  test('is told by its signal when the connection is stopped under it', async () => {
    const world = testWorld()
    peerServer(world.network)
    let signal: AbortSignal | undefined
    const connection = world.supervisor.connect('c', world.toPeer(), {
      onOpen: (link) => {
        signal = link.signal
        return new Promise(() => {})
      },
    })
    await world.clock.advance(10)
    expect(signal?.aborted).toBe(false)
    void connection.stop()
    expect(signal?.aborted).toBe(true)
    await world.clock.advance(10)
    expect([world.clock.pending, world.network.openLinks]).toEqual([0, 0])
  })
})

describe('Stopping a connection', () => {
  test('resolves for everybody who asked, when nothing is left', async () => {
    const world = testWorld({ latencyMs: 10 })
    peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer())
    await world.clock.advance(100)
    const done: string[] = []
    void connection.ended().then(() => done.push('ended'))
    void connection.stop().then(() => done.push('stop'))
    void connection.stop().then(() => done.push('again'))
    await world.clock.advance(15)
    expect(done).toEqual([])
    await world.clock.advance(10)
    expect(done).toEqual(['ended', 'stop', 'again'])
    await connection.stop()
    await connection.ended()
  })

  test('now, after all, does not wait for the peer any longer', async () => {
    const world = testWorld()
    peerServer(world.network)
    const connection = world.supervisor.connect('c', world.toPeer(), { closeTimeoutMs: 60_000 })
    await world.clock.advance(10)
    world.network.freeze('peer')
    void connection.stop()
    await world.clock.advance(1_000)
    expect(connection.phase).toBe('dead')
    void connection.stop({ now: true })
    await world.clock.advance(0)
    expect(connection.phase).toBe('stopped')
  })

  test('happens at the end of the block that uses it', async () => {
    const world = testWorld()
    const transport = new FakeTransport(() => new FakeLink())
    {
      await using connection = world.supervisor.connect('c', transport)
      expect(connection.phase).toBe('connecting')
    }
    expect(world.phases('c')).toEqual(['connecting', 'stopped'])
    expect(transport.links[0]?.isReleased).toBe(true)
  })

  test('while it is dialling does not wait for an answer', async () => {
    const world = testWorld()
    world.network.cut('us', 'peer')
    const connection = world.supervisor.connect('c', world.toPeer(), quick)
    await world.clock.advance(100)
    expect(world.network.pendingDials).toBe(1)
    const stopped = connection.stop()
    await world.clock.advance(0)
    await stopped
    expect(world.network.pendingDials).toBe(0)
    expect(world.phases('c')).toEqual(['connecting', 'stopped'])
  })
})
