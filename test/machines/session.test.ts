import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import {
  type ConnectOptions,
  type HeartbeatOptions,
  type ListenOptions,
  listenOnly,
  type OpenLink,
  pingPong,
  type RetryPolicy,
  refuse,
} from '../../src/index.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import type { Dials, Place } from '../../src/machines/dials.ts'
import { acceptPlan, connectPlan } from '../../src/machines/options.ts'
import { Session } from '../../src/machines/session.ts'
import type { SessionOwner } from '../../src/machines/session-owner.ts'
import { worldOf } from '../../src/machines/world.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { failover } from '../../src/transport/failover.ts'
import type { Cause, LinkOwner, Transport } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport, HintingTransport } from '../supervisor/fakes.ts'
import { whole } from '../support/carriers.ts'
import { pong } from '../support/world.ts'
import { fateOf, Scene } from './support/scene.ts'

const heartbeat: HeartbeatOptions = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }
const quick: ConnectOptions = { backoff: { firstMs: 100, factor: 2, maxMs: 1_000, jitter: 'none' } }
const noRetry: ConnectOptions = { retry: () => false }

// XState warns when something is sent to a chart that has ended: nothing of ours ever should be.
let warnings: MockInstance
beforeEach(() => {
  warnings = vi.spyOn(console, 'warn')
})
afterEach(() => {
  expect(warnings).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('a dialled connection', () => {
  test('that finds nobody tries again after each delay, longer and longer', async () => {
    const scene = new Scene()
    const connection = scene.connect(quick)
    await scene.advance(5_000)
    expect(connection.cause).toMatchObject({ kind: 'refused', by: 'peer' })
    expect(scene.retries).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(scene.delays).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000])
    const dead = scene.timesOf('dead')
    for (const [index, at] of scene.timesOf('connecting').slice(1).entries()) {
      expect(at).toBeCloseTo((dead[index] ?? 0) + (scene.delays[index] ?? 0), 0)
    }
  })

  test('finds its peer as soon as that is there', async () => {
    const scene = new Scene()
    const connection = scene.connect(quick)
    await scene.advance(1_000)
    scene.serve()
    await scene.until(connection, 'alive')
    expect(scene.phases().slice(-2)).toEqual(['connecting', 'alive'])
    expect(connection.cause).toMatchObject({ kind: 'refused' })
  })

  test('dials at once when asked to, and at no other time', async () => {
    const scene = new Scene()
    const connection = scene.connect({ backoff: { firstMs: 60_000, jitter: 'none' } })
    await scene.until(connection, 'backoff')
    scene.serve()
    connection.retry()
    await scene.advance(10)
    expect(connection.phase).toBe('alive')
    connection.retry()
    await scene.advance(10)
    expect(scene.phases()).toEqual(['connecting', 'dead', 'backoff', 'connecting', 'alive'])
    await scene.advance(120_000)
    expect(scene.timesOf('connecting')).toHaveLength(2)
  })

  test('waits longer and longer by decorrelated jitter, each delay drawn from the one before', async () => {
    const scene = new Scene({ random: () => 0.5 })
    const connection = scene.connect({
      heartbeat,
      backoff: { firstMs: 1_000, maxMs: 10_000, jitter: 'decorrelated', stableMs: 1_000 },
    })
    await scene.advance(11_000)
    expect(scene.delays).toEqual([1_000, 2_000, 3_500, 5_750])
    scene.serve(pong)
    await scene.until(connection, 'alive')
    await scene.advance(5_000)
    scene.network.reset('us', 'peer')
    await scene.advance(5)
    // It was stable: there is no delay before this one.
    expect(scene.delays.at(-1)).toBe(1_000)
  })

  test('gives up after so many dials in a row', async () => {
    const scene = new Scene()
    const connection = scene.connect({ backoff: { ...quick.backoff, attempts: 3 } })
    await scene.advance(10_000)
    expect(connection.phase).toBe('failed')
    expect(scene.timesOf('connecting')).toHaveLength(3)
    expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
  })

  test('makes all its dials again after a link that was stable', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({
      heartbeat,
      backoff: { ...quick.backoff, attempts: 3, stableMs: 1_000 },
    })
    await scene.advance(10_000)
    expect(connection.phase).toBe('alive')
    scene.network.refuse('peer')
    scene.network.reset('us', 'peer')
    await scene.advance(10_000)
    expect(connection.phase).toBe('failed')
    // The one that led to a stable link did not fail.
    expect(scene.timesOf('connecting')).toHaveLength(1 + 3)
  })

  test('with one attempt still comes back from a link that was stable', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({
      heartbeat,
      backoff: { ...quick.backoff, attempts: 1, stableMs: 1_000 },
    })
    await scene.advance(10_000)
    scene.network.reset('us', 'peer')
    await scene.advance(1_000)
    expect(connection.phase).toBe('alive')
  })

  test.each<{ situation: string; harm: (scene: Scene) => void; kind: Cause['kind'] }>([
    { situation: 'closes in order', harm: (scene) => scene.peer.link?.close(), kind: 'eof' },
    { situation: 'resets', harm: (scene) => scene.network.reset('us', 'peer'), kind: 'reset' },
    { situation: 'dies', harm: (scene) => scene.network.crash('peer'), kind: 'reset' },
    { situation: 'freezes', harm: (scene) => scene.network.freeze('peer'), kind: 'silent' },
  ])('whose peer $situation knows that, and dials again', async ({ harm, kind }) => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...quick })
    await scene.advance(2_000)
    harm(scene)
    await scene.until(connection, 'backoff')
    expect(connection.cause?.kind).toBe(kind)
    expect(scene.phases().slice(-2)).toEqual(['dead', 'backoff'])
    await scene.advance(150)
    expect(connection.generation).toBe(2)
  })

  test.each([
    {
      hardship: 'no route',
      install: (scene: Scene) => scene.network.unreachable('peer'),
      kind: 'unreachable',
    },
    { hardship: 'nobody listens', install: () => {}, kind: 'refused' },
  ])('is told why it cannot dial: $hardship', async ({ install, kind }) => {
    const scene = new Scene()
    install(scene)
    const connection = scene.connect({ ...noRetry })
    await scene.advance(100)
    expect(connection.phase).toBe('failed')
    expect(connection.cause?.kind).toBe(kind)
  })

  test('whose name does not resolve is told so', async () => {
    const scene = new Scene()
    const connection = scene.supervisor.connect('a', scene.us.dial({ to: 'nowhere:1' }), noRetry)
    await scene.advance(100)
    expect(connection.cause?.kind).toBe('dns')
  })

  test('asks the policy with the cause and the dials that failed in a row', async () => {
    const asked: [string, number][] = []
    const retry: RetryPolicy = (cause, failed) => {
      asked.push([cause.kind, failed])
      return failed < 3
    }
    const scene = new Scene()
    const connection = scene.connect({ ...quick, retry })
    await scene.advance(5_000)
    expect(asked).toEqual([
      ['refused', 1],
      ['refused', 2],
      ['refused', 3],
    ])
    expect(connection.phase).toBe('failed')
  })

  test('has at most one link at a time, and leaves none behind', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...quick })
    for (let round = 0; round < 10; round += 1) {
      await scene.advance(700)
      scene.network.reset('us', 'peer')
      for (let ms = 0; ms < 300; ms += 10) {
        await scene.advance(10)
        expect(scene.network.openLinks).toBeLessThanOrEqual(2)
      }
    }
    expect(connection.generation).toBeGreaterThanOrEqual(8)
    expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
  })

  test('counts what happened over all its links', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, ...quick })
    connection.frames$.subscribe()
    for (let link = 0; link < 3; link += 1) {
      await scene.until(connection, 'alive')
      await scene.advance(5)
      scene.peer.send('one')
      scene.peer.send('ping')
      await scene.advance(2)
      scene.network.reset('us', 'peer')
      await scene.advance(2)
    }
    expect(connection.counts).toMatchObject({ frames: 3, reconnects: 2, misses: 0 })
    // The peer's own beats.
    expect(connection.counts.beats).toBe(3)
  })
})

describe('generations', () => {
  test('count links from 1, those that did not open included, and hooks know theirs', async () => {
    const scene = new Scene()
    const seen: number[] = []
    const connection = scene.connect({ ...quick, onOpen: (link) => void seen.push(link.generation) })
    expect(connection.generation).toBe(1)
    await scene.until(connection, 'backoff')
    await scene.advance(110)
    expect(connection.generation).toBe(2)
    expect(connection.phase).toBe('backoff')
    scene.serve()
    await scene.until(connection, 'alive')
    expect(connection.generation).toBe(3)
    scene.network.reset('us', 'peer')
    await scene.advance(1)
    await scene.until(connection, 'alive')
    expect(seen).toEqual([3, 4])
  })
})

describe('an accepted connection', () => {
  test('is alive at once where there is nothing to wait for, and ends stopped', async () => {
    const scene = new Scene()
    const listener = scene.listen()
    await scene.advance(10)
    const peer = scene.dialIn()
    await scene.advance(10)
    expect(listener.connections.map(({ phase }) => phase)).toEqual(['alive'])
    const id = listener.connections[0]?.id ?? ''
    peer.link?.close()
    await scene.advance(10)
    expect(scene.phases(id)).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(listener.size).toBe(0)
    expect(scene.network.openLinks).toBe(0)
  })

  test('is not let in before it has said something, and is judged by that', async () => {
    const scene = new Scene()
    const listener = scene.listen({
      firstFrameTimeoutMs: 1_000,
      authorise: ({ firstFrame, peer }) => firstFrame?.text === 'let me in' && peer !== null,
    })
    await scene.advance(10)
    const good = scene.dialIn()
    const bad = scene.dialIn()
    const mute = scene.dialIn()
    await scene.advance(10)
    expect(listener.connections.map(({ phase }) => phase)).toEqual(['connecting', 'connecting', 'connecting'])
    good.send('let me in')
    bad.send('or else')
    await scene.advance(10)
    expect(listener.connections.map(({ phase }) => phase)).toEqual(['alive', 'connecting'])
    expect(bad.causes).toEqual([{ kind: 'eof', by: 'peer' }])
    await scene.advance(2_000)
    expect(mute.causes).toEqual([{ kind: 'eof', by: 'peer' }])
    expect(listener.size).toBe(1)
    const causes = scene.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'dead' ? [event.cause] : [],
    )
    expect(causes).toEqual([
      { kind: 'auth', by: 'us', detail: 'authorise answered no' },
      { kind: 'timeout', by: 'peer', of: 'handshake' },
    ])
    // What it said to be let in is still its first frame.
    const texts: string[] = []
    listener.connections[0]?.frames$.subscribe((frame) => texts.push(frame.text))
    expect(texts).toEqual(['let me in'])
  })

  test('is asked about once, however much it says meanwhile', async () => {
    const scene = new Scene()
    const asked: string[] = []
    const listener = scene.listen({
      firstFrameTimeoutMs: 1_000,
      authorise: async ({ firstFrame }) => {
        asked.push(firstFrame?.text ?? '')
        await scene.pass(200)
        return true
      },
    })
    await scene.advance(10)
    const peer = scene.dialIn()
    await scene.advance(10)
    for (const text of ['one', 'two', 'three']) {
      peer.send(text)
      await scene.advance(20)
    }
    await scene.advance(300)
    expect(asked).toEqual(['one'])
    expect(listener.connections.map(({ phase, held }) => [phase, held])).toEqual([['alive', 3]])
  })

  test('that is dropped by its peer is neither dialled nor restarted', async () => {
    const scene = new Scene()
    scene.listen({ heartbeat })
    await scene.advance(10)
    scene.dialIn()
    await scene.advance(30_000)
    expect(scene.events.filter(({ kind }) => kind === 'retry' || kind === 'restart')).toEqual([])
    expect(scene.network.openLinks).toBe(0)
    expect(scene.clock.pending).toBe(0)
  })
})

describe('a hook on a new link', () => {
  test('talks to the peer before the connection is alive', async () => {
    const scene = new Scene()
    scene.serve((frame) => (frame === 'token' ? 'welcome' : undefined))
    const seen: string[] = []
    const connection = scene.connect({
      onOpen: async (link) => {
        seen.push(connection.phase)
        await link.send('token')
        seen.push((await link.receive()).text)
        seen.push(`${link.peer}`)
      },
    })
    await scene.advance(100)
    expect(seen).toEqual(['connecting', 'welcome', 'peer:7373'])
    expect(connection.phase).toBe('alive')
    const texts: string[] = []
    connection.frames$.subscribe((frame) => texts.push(frame.text))
    expect(texts).toEqual([])
  })

  test('runs for each new link', async () => {
    const scene = new Scene()
    scene.serve((frame) => (frame === 'token' ? 'welcome' : undefined))
    const connection = scene.connect({ ...quick, onOpen: (link) => link.send('token') })
    for (let link = 1; link <= 3; link += 1) {
      await scene.until(connection, 'alive')
      await scene.advance(5)
      expect(scene.peer.got).toEqual(['token'])
      scene.network.reset('us', 'peer')
      await scene.advance(1)
    }
    expect(scene.peers).toHaveLength(3)
  })

  test.each<{
    situation: string
    onOpen: (link: OpenLink) => Promise<void> | void
    kind: Cause['kind']
    phase: string
  }>([
    {
      situation: 'throws',
      onOpen: () => {
        throw new Error('nonsense')
      },
      kind: 'protocol',
      phase: 'backoff',
    },
    {
      situation: 'rejects',
      onOpen: () => Promise.reject(new Error('nonsense')),
      kind: 'protocol',
      phase: 'backoff',
    },
    {
      situation: 'refuses with protocol',
      onOpen: () => {
        throw refuse('protocol', 'nonsense')
      },
      kind: 'protocol',
      phase: 'backoff',
    },
    {
      situation: 'refuses with auth',
      onOpen: async () => {
        throw refuse('auth', 'bad token')
      },
      kind: 'auth',
      phase: 'failed',
    },
  ])('that $situation ends the link with $kind: $phase', async ({ onOpen, kind, phase }) => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ backoff: { firstMs: 60_000, jitter: 'none' }, onOpen })
    await scene.advance(1_000)
    expect(connection.cause?.kind).toBe(kind)
    expect(connection.phase).toBe(phase)
    expect(scene.timesOf('alive')).toEqual([])
    expect(scene.network.openLinks).toBe(0)
  })

  test('whose link ends is told, and what it says then is not asked for', async () => {
    const scene = new Scene()
    scene.serve()
    const told: string[] = []
    const connection = scene.connect({
      ...noRetry,
      onOpen: async (link) => {
        link.signal.addEventListener('abort', () => told.push('aborted'))
        await link.receive().catch(() => told.push('no frame'))
        await link.send('anybody').catch(() => told.push('not sent'))
        throw refuse('auth', 'too late to say')
      },
    })
    await scene.advance(100)
    scene.network.reset('us', 'peer')
    await scene.advance(100)
    expect(told).toEqual(['aborted', 'no frame', 'not sent'])
    expect(connection.cause?.kind).toBe('reset')
    expect(connection.phase).toBe('failed')
  })

  test('whose link ended does not open the next one when it succeeds late', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      ...quick,
      onOpen: (link) => (link.generation === 1 ? scene.pass(500) : new Promise(() => {})),
    })
    await scene.advance(100)
    scene.network.reset('us', 'peer')
    await scene.advance(2_000)
    expect(connection.generation).toBe(2)
    expect(connection.phase).toBe('connecting')
  })

  test('that is stopped is aborted, and nothing of it is left', async () => {
    const scene = new Scene()
    scene.serve()
    let aborted = false
    const connection = scene.connect({
      onOpen: (link) =>
        new Promise((_, reject) => {
          link.signal.addEventListener('abort', () => {
            aborted = true
            reject(link.signal.reason)
          })
        }),
    })
    await scene.advance(100)
    const stopped = fateOf(connection.stop())
    await scene.advance(100)
    expect(stopped.state).toBe('done')
    expect(aborted).toBe(true)
    expect(scene.phases()).toEqual(['connecting', 'stopped'])
    expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
  })

  test('that keeps its link cannot send or receive on it once it has ended', async () => {
    const scene = new Scene()
    scene.serve()
    const kept: OpenLink[] = []
    const connection = scene.connect({ ...quick, onOpen: (link) => void kept.push(link) })
    await scene.until(connection, 'alive')
    scene.network.reset('us', 'peer')
    await scene.advance(1)
    await scene.until(connection, 'alive')
    await scene.advance(5)
    const sent = fateOf(kept[0]!.send('from the past'))
    const received = fateOf(kept[0]!.receive())
    scene.peer.send('business')
    await scene.advance(5)
    expect(sent.state).toBe('failed')
    expect(received.state).not.toBe('done')
    const texts: string[] = []
    connection.frames$.subscribe((frame) => texts.push(frame.text))
    expect(texts).toEqual(['business'])
    expect(scene.peer.got).toEqual([])
  })

  test('that stops its own connection does no harm', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ onOpen: () => void connection.stop() })
    await scene.advance(1_000)
    expect(scene.phases()).toEqual(['connecting', 'stopped'])
    expect(await scene.stop()).toMatchObject({ links: 0, timers: 0 })
  })
})

describe('a stop', () => {
  test.each<{
    phase: 'connecting' | 'alive' | 'suspect' | 'dead' | 'backoff'
    bring: (scene: Scene) => void
    leads: string[]
  }>([
    { phase: 'connecting', bring: (scene) => void scene.network.cut('us', 'peer'), leads: ['stopped'] },
    { phase: 'alive', bring: () => {}, leads: ['dead', 'stopped'] },
    { phase: 'suspect', bring: () => {}, leads: ['dead', 'stopped'] },
    { phase: 'dead', bring: () => {}, leads: ['stopped'] },
    { phase: 'backoff', bring: (scene) => void scene.network.refuse('peer'), leads: ['stopped'] },
  ])('in $phase leads to $leads and leaves nothing behind', async ({ phase, bring, leads }) => {
    const scene = new Scene()
    scene.serve()
    bring(scene)
    const connection = scene.connect({ heartbeat, maxAgeMs: phase === 'dead' ? 1_000 : false, ...quick })
    if (phase === 'dead') {
      await scene.until(connection, 'alive')
      scene.network.freeze('peer')
    }
    await scene.until(connection, phase)
    expect(connection.phase).toBe(phase)
    const before = scene.phases().length
    const stopped = fateOf(connection.stop())
    await scene.advance(3_000)
    expect(stopped.state).toBe('done')
    expect(scene.phases().slice(before)).toEqual(leads)
    expect(await scene.stop()).toMatchObject({ dials: 0, timers: 0 })
    const after = scene.events.length
    await scene.advance(60_000)
    expect(scene.events).toHaveLength(after)
  })

  test('in a hurry destroys what an orderly one waits for', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ closeTimeoutMs: 60_000 })
    await scene.advance(100)
    scene.network.freeze('peer')
    const first = fateOf(connection.stop())
    await scene.advance(1_000)
    expect(first.state).toBe('pending')
    const second = fateOf(connection.stop({ now: true }))
    await scene.advance(10)
    expect([first.state, second.state]).toEqual(['done', 'done'])
    expect(scene.phases()).toEqual(['connecting', 'alive', 'dead', 'stopped'])
  })

  test('in a hurry from the start does not wait at all', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ closeTimeoutMs: 60_000 })
    await scene.advance(100)
    scene.network.freeze('peer')
    const stopped = fateOf(connection.stop({ now: true }))
    await scene.advance(10)
    expect(stopped.state).toBe('done')
    expect(connection.cause).toEqual({ kind: 'cancelled', by: 'us' })
  })

  test('says goodbye after what was sent before', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.advance(100)
    void connection.send('last words')
    void connection.stop()
    await scene.advance(100)
    expect(scene.peer.got).toEqual(['last words'])
    expect(scene.peer.causes).toEqual([{ kind: 'eof', by: 'peer' }])
  })

  test('says goodbye although the reader had paused', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.advance(100)
    connection.pause()
    scene.peer.send('unread')
    await scene.advance(10)
    const stopped = fateOf(connection.stop())
    await scene.advance(100)
    expect(stopped.state).toBe('done')
    expect(scene.peer.causes).toEqual([{ kind: 'eof', by: 'peer' }])
  })

  test('from a handler of the phase it stops is taken', async () => {
    for (const phase of ['connecting', 'alive', 'suspect', 'dead', 'backoff'] as const) {
      const scene = new Scene()
      scene.serve()
      const connection = scene.connect({ heartbeat, ...quick })
      connection.phase$.subscribe((change) => {
        if (change.phase === phase) void connection.stop()
      })
      await scene.advance(10_000)
      expect([phase, connection.phase]).toEqual([phase, 'stopped'])
      expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
    }
  })

  test('from a handler of its end changes nothing', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat, ...quick })
    connection.phase$.subscribe(({ phase }) => {
      if (phase === 'stopped') void connection.stop({ now: true })
    })
    await scene.advance(100)
    const stopped = fateOf(connection.stop())
    await scene.advance(100)
    expect([stopped.state, connection.phase]).toEqual(['done', 'stopped'])
    expect(await scene.stop()).toMatchObject({ links: 0, dials: 0, timers: 0 })
  })
})

describe('a crash', () => {
  const boom = (): never => {
    throw new Error('boom')
  }

  /** Teaches nothing, and throws. */
  const stupid = () => ({ asked() {}, answered: boom, heard: boom })

  /** A transport whose dials throw. */
  function broken(scene: Scene): Transport {
    return { ...scene.toPeer(), dial: boom }
  }

  test.each<{ situation: string; options: ConnectOptions; provoke: (scene: Scene) => void }>([
    {
      situation: 'a retry policy',
      options: { retry: boom },
      provoke: (scene) => scene.network.reset('us', 'peer'),
    },
    {
      situation: 'a pattern for answers',
      options: { heartbeat: { ...heartbeat, protocol: { beat: 'ping', pong: boom } } },
      provoke: (scene) => scene.peer.send('anything'),
    },
    {
      situation: 'a pattern for the peer’s beats',
      options: {
        heartbeat: {
          ...heartbeat,
          protocol: { beat: 'ping', pong: null, answers: [{ ping: boom, pong: null }] },
        },
      },
      provoke: (scene) => scene.peer.send('anything'),
    },
    {
      situation: 'a detector that is taught by the transport’s own pongs',
      options: { heartbeat: { ...heartbeat, detector: { ...fixed, teacher: stupid } } },
      provoke: ({ supervisor }) => supervisor.connections[0]?.link.ponged(true),
    },
    {
      situation: 'a detector that is taught by gaps',
      options: {
        heartbeat: {
          protocol: listenOnly,
          everyMs: 10,
          timeoutMs: 1_000,
          detector: { ...fixed, teacher: stupid },
        },
      },
      provoke: (scene) => scene.peer.send('anything'),
    },
  ])(
    'of $situation ends that life with the error, and the supervisor starts another',
    async ({ options, provoke }) => {
      const scene = new Scene({ restartDelayMs: 300 })
      scene.serve()
      const connection = scene.connect({ ...quick, ...options })
      await scene.advance(100)
      provoke(scene)
      await scene.advance(100)
      expect(connection.cause).toMatchObject({
        kind: 'crash',
        by: 'us',
        detail: 'boom',
        error: new Error('boom'),
      })
      expect(scene.phases()).toEqual(['connecting', 'alive', 'dead', 'failed'])
      expect(scene.network.openLinks).toBe(0)
      await scene.advance(500)
      expect(connection.phase).toBe('alive')
      expect(connection.restarts).toBe(1)
      expect(scene.events.filter(({ kind }) => kind === 'restart')).toHaveLength(1)
    },
  )

  test('of a dial leaves no timer behind', async () => {
    const scene = new Scene()
    const connection = scene.supervisor.connect('a', broken(scene), {
      maxAgeMs: 60_000,
      restart: 'temporary',
    })
    await scene.advance(10)
    expect(connection.phase).toBe('failed')
    expect(scene.clock.pending).toBe(0)
  })

  test('of a dial is one, too, and the supervisor gives up for that child alone', async () => {
    const scene = new Scene({ restartDelayMs: 100 })
    scene.serve(pong)
    const other = scene.supervisor.connect('b', scene.toPeer(), { heartbeat })
    const connection = scene.supervisor.connect('a', broken(scene))
    await scene.advance(10_000)
    expect(connection.phase).toBe('failed')
    expect(connection.restarts).toBe(3)
    expect(scene.timesOf('connecting')).toHaveLength(4)
    const gaveUp = scene.events.filter((event) => event.kind === 'gave-up')
    expect(gaveUp).toMatchObject([{ id: 'a', of: 'child' }])
    expect(other.phase).toBe('alive')
    await connection.ended()
    expect(await scene.stop()).toMatchObject({ links: 0, timers: 0 })
  })

  test('now and then, fewer than three in five seconds, is restarted for ever', async () => {
    const scene = new Scene({ restartDelayMs: 0 })
    scene.serve()
    const connection = scene.connect({ ...quick, retry: boom })
    for (let round = 0; round < 10; round += 1) {
      await scene.advance(2_000)
      expect(connection.phase).toBe('alive')
      scene.network.reset('us', 'peer')
    }
    await scene.advance(100)
    expect(connection.restarts).toBe(10)
    expect(connection.phase).toBe('alive')
  })

  test('of an accepted connection is not restarted, and ends failed', async () => {
    const scene = new Scene()
    const listener = scene.listen({ heartbeat: { ...heartbeat, protocol: { beat: null, pong: boom } } })
    await scene.advance(10)
    const peer = scene.dialIn()
    await scene.advance(10)
    const id = listener.connections[0]?.id ?? ''
    peer.send('anything')
    await scene.advance(5_000)
    expect(scene.phases(id)).toEqual(['connecting', 'alive', 'dead', 'failed'])
    expect(scene.events.filter(({ kind }) => kind === 'restart')).toEqual([])
    expect(listener.size).toBe(0)
  })
})

describe('a hint of the platform', () => {
  const beats: HeartbeatOptions = { everyMs: 60_000, timeoutMs: 500, misses: 3 }

  test('to probe asks the peer, who is suspect when it does not answer', async () => {
    const scene = new Scene()
    const transport = new HintingTransport()
    scene.supervisor.connect('a', transport, { heartbeat: beats })
    await scene.advance(10)
    transport.hint('probe')
    await scene.advance(100)
    expect(transport.links[0]?.pinged).toBe(1)
    await scene.advance(600)
    expect(scene.phases()).toEqual(['connecting', 'alive', 'suspect'])
    transport.links[0]?.owner?.heard()
    expect(scene.phases().at(-1)).toBe('alive')
  })

  test('given a hundred times at once is one probe to each connection', async () => {
    const scene = new Scene()
    const transport = new HintingTransport()
    for (const id of ['a', 'b', 'c']) scene.supervisor.connect(id, transport, { heartbeat: beats })
    await scene.advance(10)
    for (let hint = 0; hint < 100; hint += 1) transport.hint('probe')
    await scene.advance(400)
    expect(transport.links.map(({ pinged }) => pinged)).toEqual([1, 1, 1])
  })

  test('to retry ends the back-off, and means nothing elsewhere', async () => {
    const scene = new Scene()
    const transport = new HintingTransport()
    const connection = scene.supervisor.connect('a', transport, {
      backoff: { firstMs: 60_000, jitter: 'none' },
    })
    transport.hint('retry')
    await scene.advance(10)
    transport.hint('retry')
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    transport.hint('retry')
    await scene.advance(10)
    expect(connection.phase).toBe('backoff')
    transport.hint('retry')
    await scene.advance(10)
    expect(scene.phases()).toEqual(['connecting', 'alive', 'dead', 'backoff', 'connecting', 'alive'])
  })

  test('to retry by a network that comes and goes is not a dial each time, and leaves no timer behind', async () => {
    const scene = new Scene()
    const transport = new HintingTransport()
    const connection = scene.supervisor.connect('a', transport, {
      backoff: { firstMs: 1_000, maxMs: 60_000, jitter: 'none' },
    })
    for (let flap = 0; flap < 600; flap += 1) {
      await scene.advance(100)
      // It comes to nothing each time.
      if (connection.phase === 'alive') transport.links.at(-1)?.owner?.ended({ kind: 'eof', by: 'peer' })
      transport.hint('retry')
    }
    // In a minute: the first dial, early ones from 0, 1, 3, 7, 15 and 31 s on, and as many of the back-off at the most.
    const dials = scene.timesOf('connecting').length
    expect(dials).toBeGreaterThanOrEqual(1 + 6)
    expect(dials).toBeLessThanOrEqual(1 + 2 * 6)
    expect(await scene.stop()).toMatchObject({ timers: 0 })
  })

  test('is listened to once for a connection over all its links and lives, and not after its end', async () => {
    const scene = new Scene({ restartDelayMs: 300 })
    const transport = new HintingTransport((dial) => {
      if (dial === 2) throw new Error('boom')
      return new FakeLink()
    })
    const connection = scene.supervisor.connect('a', transport, quick)
    await scene.advance(10)
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await scene.advance(200)
    expect([connection.phase, transport.listeners]).toEqual(['failed', 1])
    // Between two lives there is no chart to tell.
    transport.hint('retry')
    transport.hint('probe')
    await scene.advance(500)
    expect([connection.phase, connection.restarts, transport.listeners]).toEqual(['alive', 1, 1])
    void connection.stop()
    await scene.advance(10)
    expect(transport.listeners).toBe(0)
  })
})

describe('an end by the policy', () => {
  test('is failed, counted nowhere and never restarted', async () => {
    const scene = new Scene()
    const connection = scene.connect(noRetry)
    await scene.advance(10_000)
    expect(connection.phase).toBe('failed')
    expect(connection.restarts).toBe(0)
    expect(scene.timesOf('connecting')).toHaveLength(1)
    expect(scene.events.filter(({ kind }) => kind === 'restart' || kind === 'gave-up')).toEqual([])
  })

  test('of a permanent connection is restarted after the supervisor’s delay', async () => {
    const scene = new Scene({ restartDelayMs: 2_000 })
    const connection = scene.connect({ ...noRetry, restart: 'permanent' })
    await scene.advance(1_000)
    expect(connection.phase).toBe('failed')
    scene.serve()
    await scene.advance(2_000)
    expect(connection.phase).toBe('alive')
    expect(connection.restarts).toBe(1)
  })
})

describe('the same seed', () => {
  test('gives the same feed, byte for byte', async () => {
    const run = async (): Promise<string> => {
      const scene = new Scene({ latencyMs: 3 })
      scene.serve(pong)
      scene.connect({ heartbeat, backoff: { firstMs: 300 } })
      for (let round = 0; round < 5; round += 1) {
        await scene.advance(2_345)
        scene.network.reset('us', 'peer')
        await scene.advance(500)
        const heal = scene.network.freeze('peer')
        await scene.advance(4_000)
        heal()
      }
      await scene.stop()
      return scene.events.map((event) => JSON.stringify(event)).join('\n')
    }
    const first = await run()
    expect(first.length).toBeGreaterThan(1_000)
    expect(await run()).toBe(first)
  })
})

/** A link that writes down what it was asked for, and goes when the test says so. */
class HeldLink extends FakeLink {
  readonly asked: string[] = []
  override close(): void {
    this.asked.push('close')
  }
  override destroy(): void {
    this.asked.push('destroy')
  }
  /** It is gone. */
  release(): void {
    this.owner?.released()
  }
}

/** A transport whose dials open when the test says so. */
class HeldTransport extends FakeTransport {
  override dial(owner: LinkOwner): HeldLink {
    const link = new HeldLink('the peer')
    link.owner = owner
    this.links.push(link)
    return link
  }
}

/** A session without a connection around it; `told` is what its chart and its owner are told. */
function alone(options: ConnectOptions = {}, transport: Transport = new HeldTransport(), accepts = false) {
  const clock = virtualClock()
  const joined: (string | null)[] = []
  const place: Place = {
    dialling() {},
    opened() {},
    heard() {},
    ended() {},
    waits() {},
    ready() {},
    hurried: () => told.push('hurried'),
    left() {},
    gone: () => told.push('left its place'),
  }
  const dials: Dials = {
    join(endpoint) {
      joined.push(endpoint)
      return place
    },
    leave: (go) => clock.after(0, go),
    saw() {},
    end() {},
  }
  const world = worldOf(
    clock,
    () => 0.5,
    () => {},
    dials,
  )
  const told: string[] = []
  const owner: SessionOwner = {
    phaseChanged: (_, to) => told.push(to),
    retryScheduled() {},
    framesDropped: (frames, why) => told.push(`${frames} dropped: ${why}`),
    rotationHinted() {},
    staleChanged() {},
    gone: () => told.push('gone'),
  }
  const link = new HeldLink('the peer')
  const session = accepts
    ? new Session(acceptPlan({}, whole), world, { peer: 'the peer', link }, owner)
    : new Session(connectPlan(options, whole), world, transport, owner)
  session.attach({ send: (event) => told.push(event.type) })
  return { session, clock, world, told, joined, link, transport }
}

describe('a session', () => {
  test('that was never begun says so to whoever sends, and ends by our own will', async () => {
    const { session } = alone()
    await expect(session.send('a')).rejects.toThrow('cannot send while not started')
    const queued = alone({ queue: { max: 1, drop: 'oldest' } })
    const waiting = fateOf(queued.session.send('a'))
    queued.session.finish()
    await queued.clock.advance(0)
    expect(waiting).toMatchObject({ state: 'failed', error: { cause: { kind: 'cancelled', by: 'us' } } })
  })

  test('knows where its link leads, and who is there while there is one', () => {
    const { session } = alone()
    expect([session.endpoint, session.route, session.peer]).toEqual(['fake://peer', null, null])
    session.open()
    expect(session.peer).toBe('the peer')
  })

  test('of several endpoints knows which of them it is', () => {
    const first = Object.assign(new HeldTransport(), { endpoint: 'fake://first' })
    const { session } = alone({}, failover([first, new HeldTransport()], { backAfterMs: false }))
    expect([session.endpoint, session.route]).toEqual(['fake://first', 'fake://first'])
  })

  test('of a peer that dialled us leads nowhere, and stands in no line of those that dial', () => {
    const { session, joined } = alone({}, new HeldTransport(), true)
    session.open()
    expect([session.endpoint, session.route, session.peer]).toEqual([null, null, 'the peer'])
    expect(joined).toEqual([])
  })

  test.each<{ situation: string; options: ConnectOptions; asks: boolean }>([
    { situation: 'beats and judges', options: { heartbeat }, asks: true },
    { situation: 'only listens', options: { heartbeat: { protocol: listenOnly } }, asks: false },
    { situation: 'beats alone', options: { heartbeat: { ...heartbeat, detector: 'none' } }, asks: false },
    { situation: 'has no heartbeat', options: { heartbeat: 'none' }, asks: false },
  ])('that $situation asks its peer for signs of life: $asks', ({ options, asks }) => {
    expect(alone(options).session.asks).toBe(asks)
  })

  test.each([
    { source: new HeldTransport(), finishes: false },
    { source: Object.assign(new HeldTransport(), { finishes: false }), finishes: false },
    { source: Object.assign(new HeldTransport(), { finishes: true }), finishes: true },
  ])('comes to an end of its own where its transport says so: $finishes', ({ source, finishes }) => {
    expect(alone({}, source).session.finishes).toBe(finishes)
  })

  test('is dialled again over a transport that says that it may be', () => {
    const again = Object.assign(new HeldTransport(), { once: false })
    const { session } = alone({ retry: () => true }, again)
    session.open()
    session.release({ kind: 'eof', by: 'peer' }, 1)
    expect(session.retries).toBe(true)
  })

  test('without hooks is open at the very moment in which its link is', () => {
    const { session, told } = alone()
    session.open()
    session.opened()
    expect(told).toEqual(['link.opened'])
  })

  test('that was let go does not open late', () => {
    const { session, told } = alone()
    session.open()
    session.destroy()
    session.opened()
    expect(told).toEqual([])
    expect(session.vitals.stage).toBe('closing')
  })

  test.each<{ situation: string; opens: boolean; cause: Cause; asked: string }>([
    { situation: 'was open', opens: true, cause: { kind: 'eof', by: 'peer' }, asked: 'close' },
    { situation: 'had not opened yet', opens: false, cause: { kind: 'eof', by: 'peer' }, asked: 'destroy' },
    {
      situation: 'fell silent',
      opens: true,
      cause: { kind: 'silent', by: 'peer' },
      asked: 'destroy',
    },
  ])('whose link $situation lets it go: $asked', ({ opens, cause, asked }) => {
    const { session, transport } = alone()
    session.open()
    if (opens) session.opened()
    session.letGo(cause)
    if (!(transport instanceof HeldTransport)) throw new Error('another transport')
    expect(transport.links).toMatchObject([{ asked: [asked] }])
  })

  test('that destroys its link waits for it without a deadline, and is over when it is gone', () => {
    const { session, clock, told } = alone({ connectTimeoutMs: 1_000 })
    session.open()
    session.entered('stopped', null, null)
    session.destroy()
    expect(clock.pending).toBe(1)
    // When the deadline of its dial would have passed.
    clock.advanceSync(1_100)
    expect([clock.pending, session.over]).toEqual([0, false])
    session.released()
    expect([session.over, told]).toEqual([true, ['stopped', 'gone']])
  })

  test.each([
    { where: 'with a link', accepts: false, opens: true, links: [{ asked: ['destroy'] }] },
    { where: 'without one', accepts: false, opens: false, links: [] },
    { where: 'of a peer that dialled us', accepts: true, opens: true, links: [] },
  ])('whose chart breaks down fails, $where', ({ accepts, opens, links }) => {
    const { session, told, transport, clock } = alone({}, new HeldTransport(), accepts)
    const cause: Cause = { kind: 'crash', by: 'us', detail: 'boom', error: new Error('boom') }
    if (opens) session.open()
    else session.wait(1)
    session.fail(cause)
    expect([session.phase, session.cause, told]).toEqual(['failed', cause, ['failed']])
    if (transport instanceof HeldTransport) expect(transport.links).toMatchObject(links)
    clock.advanceSync(60_000)
    expect(clock.pending).toBe(0)
  })

  test('asked to dial now stands in line with all that dial', () => {
    const { session, told } = alone()
    session.wait(1)
    session.report({ type: 'retry' })
    expect(told).toEqual(['hurried'])
  })

  test('that is changed leaves the place of what it dialled before', () => {
    const { session, told, joined } = alone()
    const transport = Object.assign(new HeldTransport(), { endpoint: 'fake://other' })
    session.next = { plan: connectPlan({}, whole), transport }
    session.open()
    expect([joined, told]).toEqual([['fake://peer', 'fake://other'], ['left its place']])
    expect(session.endpoint).toBe('fake://other')
    expect(session.next).toBeNull()
  })
})

describe('the first frame of a peer that dials us', () => {
  const first: ListenOptions = { firstFrameTimeoutMs: 1_000, heartbeat }

  async function visited(options: ListenOptions) {
    const scene = new Scene()
    const listener = scene.listen(options)
    await scene.advance(10)
    const peer = scene.dialIn()
    await scene.advance(10)
    return { scene, peer, phase: () => listener.connections[0]?.phase }
  }

  test('is none of its heartbeats where it has to say who it is', async () => {
    const asked: (string | undefined)[] = []
    const { scene, peer, phase } = await visited({
      ...first,
      authorise: ({ firstFrame }) => {
        asked.push(firstFrame?.text)
        return true
      },
    })
    peer.send('ping')
    await scene.advance(10)
    expect([phase(), asked]).toEqual(['connecting', []])
    peer.send('it is me')
    await scene.advance(10)
    expect([phase(), asked]).toEqual(['alive', ['it is me']])
  })

  test('may be one of them where it has only to speak', async () => {
    const { scene, peer, phase } = await visited(first)
    peer.send('ping')
    await scene.advance(10)
    expect(phase()).toBe('alive')
  })
})
