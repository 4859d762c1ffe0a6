import { config } from 'rxjs'
import { describe, expect, test } from 'vitest'
import {
  type Clock,
  FEED_VERSION,
  type FeedEvent,
  Frame,
  frameEvent,
  pingPong,
  supervise,
} from '../../src/index.ts'
import { Feed, feedCause } from '../../src/supervisor/feed.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { crashCause } from '../../src/transport/transport.ts'
import { websocket } from '../../src/transport/websocket.ts'
import { Peer, peerServer, pong, testWorld } from '../support/world.ts'
import { FakeTransport } from './fakes.ts'

const START = 1_700_000_000_000
const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }

const linesOf = (events: readonly FeedEvent[]): string[] => events.map((event) => JSON.stringify(event))

describe('A recorded life, as JSON lines', () => {
  test('of a dialled connection whose peer falls silent and whose user stops it', async () => {
    const world = testWorld({ latencyMs: 0 })
    const [peers] = [peerServer(world.network)]
    const connection = world.supervisor.connect('c', world.toPeer(), {
      heartbeat,
      backoff: { firstMs: 100, jitter: 'none' },
    })
    await world.clock.advance(1_600)
    peers[0]?.send('here I am')
    await world.clock.advance(2_300)
    void connection.stop()
    await world.clock.advance(100)
    expect(linesOf(world.events)).toEqual([
      `{"v":1,"at":${START},"kind":"added","id":"c","of":"supervisor","child":"connection","endpoint":"memory://peer:7373"}`,
      `{"v":1,"at":${START},"id":"c","kind":"phase","from":null,"to":"connecting"}`,
      `{"v":1,"at":${START},"id":"c","kind":"phase","from":"connecting","to":"alive","event":"link.opened"}`,
      `{"v":1,"at":${START + 1_500},"id":"c","kind":"phase","from":"alive","to":"suspect","event":"peer.silent"}`,
      `{"v":1,"at":${START + 1_600},"id":"c","kind":"phase","from":"suspect","to":"alive","event":"peer.heard"}`,
      `{"v":1,"at":${START + 3_100},"id":"c","kind":"phase","from":"alive","to":"suspect","event":"peer.silent"}`,
      `{"v":1,"at":${START + 3_600},"id":"c","kind":"phase","from":"suspect","to":"dead","event":"peer.lost","cause":{"kind":"silent","by":"peer"},"detectionMs":2000}`,
      `{"v":1,"at":${START + 3_600},"id":"c","kind":"phase","from":"dead","to":"backoff","event":"link.released"}`,
      `{"v":1,"at":${START + 3_600},"id":"c","kind":"retry","attempt":1,"delayMs":100}`,
      `{"v":1,"at":${START + 3_700},"id":"c","kind":"phase","from":"backoff","to":"connecting","event":"backoff.elapsed"}`,
      `{"v":1,"at":${START + 3_700},"id":"c","kind":"phase","from":"connecting","to":"alive","event":"link.opened"}`,
      `{"v":1,"at":${START + 3_900},"id":"c","kind":"phase","from":"alive","to":"dead","event":"stop","cause":{"kind":"cancelled","by":"us"}}`,
      `{"v":1,"at":${START + 3_900},"id":"c","kind":"phase","from":"dead","to":"stopped","event":"link.released","cause":{"kind":"cancelled","by":"us"}}`,
      `{"v":1,"at":${START + 3_900},"id":"c","kind":"summary","frames":1,"beats":${connection.counts.beats},"misses":3,"reconnects":1,"rttMs":null,"suspicions":2,"verdicts":1,"detectionMs":{"p50":2000,"p99":2000},"stalls":0}`,
    ])
    expect(connection.counts.beats).toBeGreaterThanOrEqual(4)
  })

  test('of a declaration has an address without what is secret in it, as the tree has', async () => {
    const { clock, supervisor, events } = testWorld()
    const target = websocket('wss://me:hidden@example.com:8443/feed?token=hidden')
    const connection = supervisor.connect(
      'c',
      Object.assign(new FakeTransport(), { endpoint: target.endpoint }),
    )
    expect(events[0]).toMatchObject({ kind: 'added', id: 'c', endpoint: 'wss://example.com:8443/feed' })
    expect(connection.endpoint).toBe('wss://example.com:8443/feed')
    await clock.advance(10)
    expect(linesOf(events).join()).not.toContain('hidden')
  })

  test('of a connection that is refused until its attempts are used up', async () => {
    const world = testWorld({ latencyMs: 0 })
    world.supervisor.connect('c', world.toPeer(), { backoff: { firstMs: 10, jitter: 'none', attempts: 2 } })
    await world.clock.advance(100)
    const refused = `{"kind":"refused","by":"peer","detail":"nobody listens on peer:7373"}`
    expect(linesOf(world.events)).toEqual([
      `{"v":1,"at":${START},"kind":"added","id":"c","of":"supervisor","child":"connection","endpoint":"memory://peer:7373"}`,
      `{"v":1,"at":${START},"id":"c","kind":"phase","from":null,"to":"connecting"}`,
      `{"v":1,"at":${START},"id":"c","kind":"phase","from":"connecting","to":"dead","event":"link.ended","cause":${refused}}`,
      `{"v":1,"at":${START},"id":"c","kind":"phase","from":"dead","to":"backoff","event":"link.released"}`,
      `{"v":1,"at":${START},"id":"c","kind":"retry","attempt":1,"delayMs":10}`,
      `{"v":1,"at":${START + 10},"id":"c","kind":"phase","from":"backoff","to":"connecting","event":"backoff.elapsed"}`,
      `{"v":1,"at":${START + 10},"id":"c","kind":"phase","from":"connecting","to":"dead","event":"link.ended","cause":${refused}}`,
      `{"v":1,"at":${START + 10},"id":"c","kind":"phase","from":"dead","to":"failed","event":"link.released","cause":${refused}}`,
      `{"v":1,"at":${START + 10},"id":"c","kind":"summary","frames":0,"beats":0,"misses":0,"reconnects":0,"rttMs":null,"suspicions":0,"verdicts":0,"detectionMs":null,"stalls":0}`,
    ])
  })

  test('of an accepted connection names its peer, and of a deadline says which', async () => {
    const world = testWorld({ latencyMs: 0 })
    world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), { idleMs: 100 })
    await world.clock.advance(1)
    const peer = new Peer()
    peer.link = world.network.host('peer').dial({ to: 'us:1' }).dial(peer)
    await world.clock.advance(1_000)
    const about = `"id":"memory://us:1#1","peer":"peer:49152"`
    const cause = `"cause":{"kind":"timeout","by":"us","of":"idle"}`
    const [added, listening, connecting, alive, dead, stopped, summary] = linesOf(world.events)
    expect(added).toBe(
      `{"v":1,"at":${START},"kind":"added","id":"door","of":"supervisor","child":"listener"}`,
    )
    expect(listening).toBe(`{"v":1,"at":${START},"kind":"listening","id":"door","endpoint":"memory://us:1"}`)
    expect(connecting).toBe(`{"v":1,"at":${START + 1},${about},"kind":"phase","from":null,"to":"connecting"}`)
    expect(alive).toContain(`${about},"kind":"phase","from":"connecting","to":"alive","event":"link.opened"}`)
    expect(dead).toContain(`"from":"alive","to":"dead","event":"deadline.passed",${cause}}`)
    expect(stopped).toContain(`"from":"dead","to":"stopped","event":"link.released",${cause}}`)
    expect(summary).toContain(`${about},"kind":"summary","frames":0,`)
  })

  test('tells a stall once, though several wheels notice it', async () => {
    const world = testWorld()
    peerServer(world.network, pong)
    world.supervisor.connect('tight', world.toPeer(), { heartbeat: { ...heartbeat, timeoutMs: 90 } })
    world.supervisor.connect('wide', world.toPeer(), {
      heartbeat: { ...heartbeat, timeoutMs: 3_000, everyMs: 3_000 },
    })
    await world.clock.advance(500)
    world.clock.stall(2_000)
    await world.clock.advance(200)
    const stalls = world.events.filter((event) => event.kind === 'stall')
    expect(stalls).toHaveLength(1)
    expect(stalls[0]?.lostMs).toBeGreaterThan(1_900)
    expect(stalls[0]?.lostMs).toBeLessThanOrEqual(2_000)
  })

  test('tells each frame that a full queue drops, and those that the end takes', async () => {
    const world = testWorld()
    const connection = world.supervisor.connect('c', world.toPeer(), { queue: { max: 2, drop: 'oldest' } })
    const sends = ['a', 'b', 'c'].map((frame) =>
      connection.send(frame).then(
        () => 'sent',
        () => 'not sent',
      ),
    )
    void connection.stop()
    await world.clock.advance(10)
    expect(await Promise.all(sends)).toEqual(['not sent', 'not sent', 'not sent'])
    expect(linesOf(world.events.filter((event) => event.kind === 'dropped'))).toEqual([
      `{"v":1,"at":${START},"id":"c","kind":"dropped","frames":1,"why":"queue full"}`,
      `{"v":1,"at":${START},"id":"c","kind":"dropped","frames":2,"why":"connection ended"}`,
    ])
  })
})

describe('A feed', () => {
  /** A clock that knows how often somebody asked what time it is for people: every event is dated. */
  function datedClock() {
    const inner = virtualClock()
    let dated = 0
    const clock: Clock = {
      now: () => inner.now(),
      after: (delayMs, task) => inner.after(delayMs, task),
      wall: () => {
        dated += 1
        return inner.wall() + 0.6
      },
    }
    return { clock, inner, dated: () => dated }
  }

  test('to which nobody listens builds nothing', () => {
    const { clock, dated } = datedClock()
    const feed = new Feed(clock)
    expect(feed.live).toBe(false)
    feed.emit({ kind: 'stall', lostMs: 1 })
    expect(dated()).toBe(0)
    const subscription = feed.events$.subscribe()
    expect(feed.live).toBe(true)
    feed.emit({ kind: 'stall', lostMs: 1 })
    expect(dated()).toBe(1)
    subscription.unsubscribe()
    expect(feed.live).toBe(false)
  })

  test('dates events in whole milliseconds', () => {
    const feed = new Feed(datedClock().clock)
    const events: FeedEvent[] = []
    feed.events$.subscribe((event) => events.push(event))
    feed.emit({ kind: 'stall', lostMs: 7 })
    expect(events).toEqual([{ v: FEED_VERSION, at: START + 1, kind: 'stall', lostMs: 7 }])
  })

  test('begins with what happens next, for each subscriber, and goes on when one leaves', async () => {
    const clock = virtualClock()
    await using supervisor = supervise({ clock })
    supervisor.connect('early', new FakeTransport())
    await clock.advance(0)
    const heard: string[] = []
    const first = supervisor.feed$.subscribe((event) => heard.push(`1 ${event.kind}`))
    supervisor.feed$.subscribe((event) => heard.push(`2 ${event.kind}`))
    expect(heard).toEqual([])
    supervisor.connect('late', new FakeTransport())
    first.unsubscribe()
    await clock.advance(0)
    expect(heard).toEqual(['1 added', '2 added', '1 phase', '2 phase', '2 phase'])
  })

  test('whose subscriber throws goes on: a window is no door', async () => {
    const world = testWorld()
    const reported = new Promise((resolve) => {
      config.onUnhandledError = resolve
    })
    const broken = world.supervisor.feed$.subscribe(() => {
      broken.unsubscribe()
      throw new Error('a broken subscriber')
    })
    const connection = world.supervisor.connect('c', new FakeTransport())
    await world.clock.advance(1)
    expect(await reported).toEqual(new Error('a broken subscriber'))
    config.onUnhandledError = null
    expect(connection.phase).toBe('alive')
    expect(world.phases('c')).toEqual(['connecting', 'alive'])
  })

  test('completes when the supervisor has ended, for late subscribers at once', async () => {
    const supervisor = supervise({ clock: virtualClock() })
    let completions = 0
    const count = { complete: () => (completions += 1) }
    supervisor.feed$.subscribe(count)
    await supervisor.stop()
    supervisor.feed$.subscribe(count)
    expect(completions).toBe(2)
  })
})

describe('What is written down', () => {
  test('of a crash is its message, never the error itself', () => {
    const error = new Error('a bug')
    expect(feedCause(crashCause(error))).toEqual({ kind: 'crash', by: 'us', detail: 'a bug' })
    expect(feedCause({ kind: 'eof', by: 'peer' })).toEqual({ kind: 'eof', by: 'peer' })
  })

  test('of a frame is its text, or base64 where its bytes are none', () => {
    const clock = virtualClock()
    const text = new Frame(new TextEncoder().encode('42 hellö'), false)
    const bytes = new Frame(new Uint8Array([0xff, 0x00, 0x80]), false)
    expect(JSON.stringify(frameEvent({ id: 'c' }, text, clock))).toBe(
      `{"v":1,"at":${START},"id":"c","kind":"frame","text":"42 hellö"}`,
    )
    expect(JSON.stringify(frameEvent({ id: 'c', peer: 'p' }, bytes, clock))).toBe(
      `{"v":1,"at":${START},"id":"c","peer":"p","kind":"frame","base64":"/wCA"}`,
    )
  })
})
