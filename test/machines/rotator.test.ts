import { describe, expect, test } from 'vitest'
import { ConnectionError, type ConnectOptions, pingPong, refuse } from '../../src/index.ts'
import { type RotationOptions, rotation } from '../../src/machines/rotation.ts'
import { change } from '../../src/supervisor/change.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { supervise as superviseInPage } from '../../src/supervisor/supervise-page.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { failover } from '../../src/transport/failover.ts'
import type { Cause, LinkOwner } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport, HintingTransport } from '../supervisor/fakes.ts'
import { peerServer, pong, type TestWorld, testWorld } from '../support/world.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }

/** Answers beats, and tells everything else back. */
const echo = (frame: string): string => pong(frame) ?? `re ${frame}`

/** One connection to an echo that is alive, at 100 ms. */
async function scene(
  options: ConnectOptions & { rotate?: RotationOptions } = {},
  world: TestWorld = testWorld(),
) {
  const { rotate = {}, ...rest } = options
  const peers = peerServer(world.network, echo)
  const connection = world.supervisor.connect('c', world.toPeer(), {
    heartbeat,
    backoff: { firstMs: 100, jitter: 'none' },
    rotation: rotation(rotate),
    ...rest,
  })
  const heard: string[] = []
  connection.frames$.subscribe((frame) => heard.push(frame.text))
  await world.clock.advance(100)
  return { ...world, world, peers, connection, heard }
}

/** Goes when the test says so. */
class HeldLink extends FakeLink {
  override destroy(): void {}
}

/** How a promise ended, once the clock has gone on for so long. */
async function outcome(
  world: { clock: TestWorld['clock'] },
  promise: Promise<void>,
  ms = 200,
): Promise<unknown> {
  let end: unknown = 'pending'
  promise.then(
    () => {
      end = 'done'
    },
    (error: unknown) => {
      end = error
    },
  )
  await world.clock.advance(ms)
  return end
}

const refusedFor = (kind: string) =>
  expect.objectContaining({ name: 'ConnectionError', cause: expect.objectContaining({ kind }) })

const kinds = (world: TestWorld): string[] =>
  world.events.flatMap((event) =>
    event.kind === 'phase' ? [event.to] : event.kind.includes('rotat') ? [event.kind] : [],
  )

describe('A link that is replaced', () => {
  test('hands over to the new one once that was heard, and is closed in order when the overlap is over', async () => {
    const { world, peers, connection, clock, network } = await scene()
    expect(await outcome(world, connection.rotate())).toBe('done')
    expect([connection.generation, connection.phase]).toEqual([2, 'alive'])
    expect(peers.map(({ isReleased }) => isReleased)).toEqual([false, false])
    await clock.advance(1_100)
    expect(peers.map(({ isReleased }) => isReleased)).toEqual([true, false])
    expect(peers[0]?.causes).toEqual([{ kind: 'eof', by: 'peer' }])
    expect(network.openLinks).toBe(2)
    expect(kinds(world)).toEqual(['connecting', 'alive', 'rotating', 'rotated'])
  })

  test('carries no sends from the moment on in which the new one does', async () => {
    const { world, peers, connection, clock, heard } = await scene()
    const rotated = connection.rotate()
    await connection.send('before')
    expect(await outcome(world, rotated)).toBe('done')
    await connection.send('after')
    await clock.advance(10)
    const business = peers.map(({ got }) => got.filter((frame) => frame !== 'ping'))
    expect(business).toEqual([['before'], ['after']])
    expect(heard).toEqual(['re before', 're after'])
  })

  test('is read until its peer has ended too', async () => {
    const { peers, connection, clock, heard } = await scene({ rotate: { overlapMs: 0 } })
    void connection.rotate()
    while (connection.generation === 1) await clock.advance(1)
    // It has said goodbye, which has not arrived yet.
    peers[0]?.send('late')
    peers[1]?.send('early')
    await clock.advance(50)
    expect(heard.sort()).toEqual(['early', 'late'])
    expect(peers[0]?.isReleased).toBe(true)
    expect(connection.counts.frames).toBe(2)
  })

  test('is replaced again and again, and what went over all of them is counted', async () => {
    const { world, connection, clock, heard, network } = await scene()
    for (let round = 1; round <= 5; round += 1) {
      await connection.send(`${round}`)
      expect(await outcome(world, connection.rotate())).toBe('done')
    }
    await clock.advance(5_000)
    expect(heard).toEqual(['re 1', 're 2', 're 3', 're 4', 're 5'])
    expect(connection.counts).toMatchObject({ frames: 5, reconnects: 0, misses: 0 })
    expect([connection.generation, network.openLinks]).toEqual([6, 2])
    expect(connection.rttMs).not.toBeNull()
  })

  test('asked for twice is replaced once', async () => {
    const { world, connection } = await scene()
    const both = Promise.all([connection.rotate(), connection.rotate()]).then(() => {})
    expect(await outcome(world, both)).toBe('done')
    expect(connection.generation).toBe(2)
  })

  test('of a suspect leaves it alive, and the verdict to come ends the old link alone', async () => {
    const { world, connection, clock, peers } = await scene({ rotate: { overlapMs: 60_000 } })
    for (const peer of peers) peer.answer = () => undefined
    await clock.advance(1_700)
    expect(connection.phase).toBe('suspect')
    expect(await outcome(world, connection.rotate())).toBe('done')
    expect(connection.phase).toBe('alive')
    await clock.advance(10_000)
    expect(world.phases('c')).toEqual(['connecting', 'alive', 'suspect', 'alive'])
    expect(peers.map(({ isReleased }) => isReleased)).toEqual([true, false])
    expect(connection.quality).toMatchObject({ suspicions: 1 })
  })

  test('while its readers are slow is closed once they have caught up, and loses nothing', async () => {
    const { world, connection, clock, peers, heard } = await scene()
    connection.pause()
    for (const text of ['a', 'b']) peers[0]?.send(text)
    expect(await outcome(world, connection.rotate(), 10)).toBe('pending')
    await clock.advance(200)
    peers[1]?.send('c')
    await clock.advance(20_000)
    expect([heard, connection.generation, peers[0]?.isReleased]).toEqual([[], 2, false])
    connection.resume()
    await clock.advance(100)
    expect(heard.sort()).toEqual(['a', 'b', 'c'])
    expect([connection.phase, peers[0]?.isReleased]).toEqual(['alive', true])
  })
})

describe('Data that has stopped coming', () => {
  const stale = (world: TestWorld) =>
    world.events.flatMap(({ kind }) => (kind === 'stale' || kind === 'fresh' ? [kind] : []))

  test('is missed however often links are replaced, and told of once', async () => {
    const { world, connection, clock, peers } = await scene({
      staleAfterMs: 5_000,
      rotate: { everyMs: 2_000, jitter: 0, overlapMs: 0 },
    })
    await clock.advance(4_800)
    expect([stale(world), connection.isStale]).toEqual([[], false])
    await clock.advance(20_000)
    expect([stale(world), connection.isStale]).toEqual([['stale'], true])
    peers.at(-1)?.send('data')
    await clock.advance(10)
    expect([stale(world), connection.isStale]).toEqual([['stale', 'fresh'], false])
    expect(connection.generation).toBeGreaterThan(5)
  })
})

describe('A new link', () => {
  test('goes through its handshake, whose frames are its own', async () => {
    const generations: number[] = []
    const { world, connection, heard, peers } = await scene({
      onOpen: async ({ generation, receive, send }) => {
        generations.push(generation)
        await send('hello')
        expect((await receive()).text).toBe('re hello')
      },
    })
    const rotated = connection.rotate()
    peers[0]?.send('business')
    expect(await outcome(world, rotated)).toBe('done')
    expect([heard, generations]).toEqual([['business'], [1, 2]])
  })

  test('gives what its handshake left to the readers', async () => {
    const { world, connection, heard } = await scene({
      onOpen: async ({ send, receive }) => {
        await send('1')
        await send('2')
        await receive()
      },
    })
    expect(await outcome(world, connection.rotate())).toBe('done')
    expect(heard).toEqual(['re 2', 're 2'])
  })

  test.each([
    {
      situation: 'is refused',
      meet: ({ network }: TestWorld) => network.refuse('peer'),
      kind: 'refused',
    },
    {
      situation: 'opens, and says nothing',
      meet: ({ network }: TestWorld) => network.mute('peer'),
      kind: 'silent',
    },
  ])('that $situation leaves the old one as it is, and is dialled again later', async ({ meet, kind }) => {
    const { world, connection, clock, peers, network } = await scene({ rotate: { provenWithinMs: 300 } })
    const cure = meet(world)
    expect(await outcome(world, connection.rotate(), 500)).toEqual(refusedFor(kind))
    expect([connection.generation, connection.phase, connection.cause]).toEqual([1, 'alive', null])
    await connection.send('still here')
    await clock.advance(10)
    expect(peers[0]?.got).toContain('still here')
    cure()
    await clock.advance(10_000)
    expect(connection.phase).toBe('alive')
    expect(connection.generation).toBeGreaterThan(2)
    expect(world.phases('c')).toEqual(['connecting', 'alive'])
    expect(network.openLinks).toBe(2)
  })

  test('that its hook refuses is not dialled again, as the policy has it', async () => {
    let isRefused = false
    const { world, connection, clock } = await scene({
      onOpen: () => {
        if (isRefused) throw refuse('auth', 'an old token')
      },
    })
    isRefused = true
    expect(await outcome(world, connection.rotate())).toEqual(refusedFor('auth'))
    await clock.advance(60_000)
    expect(kinds(world).filter((kind) => kind === 'rotating')).toHaveLength(1)
  })

  test('on which nobody answers beats is proven by the time it has stayed open', async () => {
    const { world, connection, peers } = await scene({
      heartbeat: 'none',
      rotate: { provenWithinMs: 3_000 },
    })
    const rotated = connection.rotate()
    expect(await outcome(world, rotated, 2_900)).toBe('pending')
    expect(await outcome(world, rotated, 200)).toBe('done')
    expect(peers).toHaveLength(2)
  })

  test('or is refused all the same, where that is asked for', async () => {
    const { world, connection } = await scene({
      heartbeat: 'none',
      rotate: { provenWithinMs: 300, unheard: 'refuse' },
    })
    expect(await outcome(world, connection.rotate(), 500)).toEqual(refusedFor('silent'))
  })

  test('has a number of its own, and no later link gets the number of one that came to nothing', async () => {
    const { world, connection, clock, network, peers } = await scene({ retry: () => true })
    const cure = network.refuse('peer')
    await outcome(world, connection.rotate(), 10)
    cure()
    peers[0]?.link?.destroy()
    await clock.advance(1_000)
    expect([connection.phase, connection.generation]).toEqual(['alive', 3])
  })
})

describe('When the old link ends first', () => {
  test('the new one becomes the link, and nobody dials twice', async () => {
    const { world, connection, clock, network, peers, heard } = await scene()
    const cure = network.delay('us', 'peer', 50)
    const rotated = connection.rotate()
    await clock.advance(20)
    peers[0]?.link?.destroy()
    cure()
    expect(await outcome(world, rotated, 1_000)).toBe('done')
    expect(peers).toHaveLength(2)
    expect([connection.phase, connection.generation]).toEqual(['alive', 2])
    expect(world.phases('c')).toEqual(['connecting', 'alive', 'dead', 'backoff', 'connecting', 'alive'])
    await connection.send('x')
    await clock.advance(10)
    expect(heard).toEqual(['re x'])
    expect(connection.counts.reconnects).toBe(1)
  })

  test.each([
    { ends: 'while the new one shakes hands', left: 'a' },
    { ends: 'while the new one shakes hands, and we do not read', left: '', pauses: true },
  ])('$ends, the handshake goes on where it was', async ({ left, pauses = false }) => {
    const shook: string[] = []
    const { connection, clock, peers, heard } = await scene({
      holdFrames: 2,
      onOpen: async ({ receive, generation }) => {
        if (generation === 1) return
        shook.push((await receive()).text)
        shook.push((await receive()).text)
      },
    })
    connection.rotate().catch(() => {})
    await clock.advance(20)
    peers[1]?.send('one')
    await clock.advance(10)
    if (pauses) connection.pause()
    // What is not read has no end that could be seen.
    connection.end({ kind: 'reset', by: 'network', detail: '' })
    await clock.advance(10)
    expect([connection.phase, connection.generation]).toEqual(['connecting', 2])
    for (const text of ['two', 'a']) peers[1]?.send(text)
    await clock.advance(10)
    expect([connection.phase, connection.generation, peers.length]).toEqual(['alive', 2, 2])
    expect([shook, heard.join()]).toEqual([['one', 'two'], left])
    connection.resume()
    await clock.advance(10)
    expect(heard).toEqual(['a'])
  })

  test('what waited to be sent goes over the new one', async () => {
    const world = testWorld()
    const transport = new FakeTransport((dial) => (dial === 1 ? new HeldLink() : new FakeLink()))
    const connection = world.supervisor.connect('c', transport, {
      queue: { max: 5, drop: 'newest' },
      rotation: rotation(),
    })
    await world.clock.advance(10)
    const rotated = connection.rotate()
    await world.clock.advance(10)
    const [old, next] = transport.links
    old?.owner?.ended({ kind: 'reset', by: 'network', detail: '' })
    expect(connection.phase).toBe('dead')
    const sent = connection.send('x')
    old?.owner?.released()
    expect(
      await outcome(
        world,
        Promise.all([rotated, sent]).then(() => {}),
        10,
      ),
    ).toBe('done')
    expect([connection.phase, next?.sent, transport.links.length]).toEqual(['alive', ['x'], 2])
  })

  test('and the new one does not open either, the call is refused, and the connection dials on', async () => {
    const { world, connection, clock, network } = await scene()
    const cut = network.cut('us', 'peer')
    const rotated = connection.rotate()
    await clock.advance(20)
    network.reset('us', 'peer')
    expect(await outcome(world, rotated, 15_000)).toBeInstanceOf(ConnectionError)
    cut()
    await clock.advance(30_000)
    expect(connection.phase).toBe('alive')
    expect([network.openLinks, network.pendingDials]).toEqual([2, 0])
  })

  test('for good, nothing is left of the new one', async () => {
    const { world, connection, clock, network, peers } = await scene({ retry: () => false })
    const cure = network.delay('us', 'peer', 50)
    const rotated = connection.rotate()
    await clock.advance(20)
    peers[0]?.link?.destroy()
    expect(await outcome(world, rotated, 500)).toBeInstanceOf(ConnectionError)
    expect(connection.phase).toBe('failed')
    cure()
    await clock.advance(5_000)
    expect([network.openLinks, network.pendingDials]).toEqual([0, 0])
  })
})

describe('A connection that is stopped', () => {
  test.each([
    { during: 'the dial', at: 1, now: false },
    { during: 'the dial', at: 1, now: true },
    { during: 'the proof', at: 3, now: false },
    { during: 'the proof', at: 3, now: true },
    { during: 'the overlap', at: 300, now: false },
    { during: 'the overlap', at: 300, now: true },
  ])('during $during of a rotation leaves nothing open (now: $now)', async ({ at, now }) => {
    const { connection, clock, network, supervisor } = await scene()
    const rotated = connection.rotate().catch((error: unknown) => error)
    await clock.advance(at)
    let isStopped = false
    void connection.stop({ now }).then(() => {
      isStopped = true
    })
    await clock.advance(100)
    expect(isStopped).toBe(true)
    expect([network.openLinks, network.pendingDials]).toEqual([0, 0])
    await rotated
    await supervisor.stop()
    expect(clock.pending).toBe(0)
  })

  test('has stopped when the last link is gone, whichever that is', async () => {
    const world = testWorld()
    const transport = new FakeTransport((dial) => (dial === 1 ? new HeldLink() : new FakeLink()))
    const connection = world.supervisor.connect('c', transport, {
      rotation: rotation({ provenWithinMs: 10 }),
    })
    await world.clock.advance(10)
    await outcome(world, connection.rotate())
    expect([connection.generation, transport.links.length]).toEqual([2, 2])
    const stopped = connection.stop()
    expect(await outcome(world, stopped, 1_000)).toBe('pending')
    expect(connection.phase).toBe('stopped')
    transport.links[0]?.owner?.released()
    expect(await outcome(world, stopped, 10)).toBe('done')
  })

  test('cannot be rotated, nor one that has no link yet, or no rotation', async () => {
    const { world, connection, clock, peers, supervisor } = await scene()
    const other = supervisor.connect('other', world.toPeer())
    expect(await outcome(world, other.rotate(), 1)).toEqual(
      expect.objectContaining({ message: expect.stringContaining('rotation') }),
    )
    peers[0]?.link?.destroy()
    await clock.advance(10)
    expect(await outcome(world, connection.rotate(), 1)).toEqual(refusedFor('eof'))
    await connection.stop({ now: true })
    expect(await outcome(world, connection.rotate(), 1)).toBeInstanceOf(ConnectionError)
  })
})

describe('A link that grows old', () => {
  test('is replaced at its age, again and again, and each time at another moment', async () => {
    const { world, clock } = await scene({ rotate: { everyMs: 10_000, jitter: 0.5 } })
    await clock.advance(100_000)
    const at = world.events.flatMap((event) => (event.kind === 'rotating' ? [event.at] : []))
    const ages = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(ages.length).toBeGreaterThan(9)
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(5_000)
    expect(Math.max(...ages)).toBeLessThanOrEqual(10_300)
    expect(new Set(ages).size).toBeGreaterThan(5)
    expect(world.events.find(({ kind }) => kind === 'rotating')).toMatchObject({ why: 'age', generation: 2 })
  })

  test('begins to age anew with each link', async () => {
    const { connection, clock, peers } = await scene({ rotate: { everyMs: 10_000, jitter: 0 } })
    await clock.advance(8_000)
    peers[0]?.link?.destroy()
    await clock.advance(9_000)
    expect(connection.generation).toBe(2)
    await clock.advance(2_000)
    expect(connection.generation).toBe(3)
  })

  test('is replaced when it is too old, however many hints have come to nothing until then', async () => {
    const world = testWorld()
    const transport = new HintingTransport()
    world.supervisor.connect('c', transport, {
      heartbeat: 'none',
      rotation: rotation({ provenWithinMs: 100, unheard: 'refuse', everyMs: 12_000, jitter: 0 }),
      retry: () => false,
    })
    await world.clock.advance(10)
    for (let hint = 0; hint < 8; hint += 1) {
      transport.hint('rotate')
      await world.clock.advance(5_000)
    }
    const why = world.events.flatMap((event) => (event.kind === 'rotating' ? [event.why] : []))
    expect(why.filter((each) => each === 'age')).toHaveLength(3)
  })

  test('leaves one link at the most to slow readers, however long they sleep', async () => {
    const { connection, clock, network } = await scene({ rotate: { everyMs: 2_000 } })
    connection.pause()
    await clock.advance(60_000)
    // Each has two ends.
    expect([connection.generation, network.openLinks]).toEqual([2, 4])
    connection.resume()
    await clock.advance(3_000)
    expect(connection.generation).toBeGreaterThan(2)
    expect(connection.phase).toBe('alive')
  })

  test('in a crowd waits for its turn in the budget of dials', async () => {
    const world = testWorld({ dials: sharedDials({ perSecond: 10, burst: 1 }) })
    peerServer(world.network, echo)
    const fleet = Array.from({ length: 20 }, (_, index) =>
      world.supervisor.connect(`c${index}`, world.toPeer(), { heartbeat, rotation: rotation() }),
    )
    await world.clock.advance(100)
    const all = Promise.all(fleet.map((connection) => connection.rotate())).then(() => {})
    expect(await outcome(world, all, 1_800)).toBe('pending')
    expect(await outcome(world, all, 500)).toBe('done')
  })
})

test('A hint of the transport is a rotation that is not tried again', async () => {
  const world = testWorld()
  const transport = new HintingTransport()
  const connection = world.supervisor.connect('c', transport, {
    heartbeat: 'none',
    rotation: rotation({ provenWithinMs: 100, unheard: 'refuse', overlapMs: 0 }),
  })
  await world.clock.advance(10)
  transport.hint('rotate')
  await world.clock.advance(300)
  expect(kinds(world).slice(-2)).toEqual(['rotating', 'not-rotated'])
  await world.clock.advance(300_000)
  expect(connection.generation).toBe(1)
  transport.hint('rotate')
  await world.clock.advance(10)
  transport.links[2]?.say('hello')
  expect(connection.generation).toBe(3)
})

test('A call that joins what a hint has begun is tried again, and so is one whose next try a hint has hurried', async () => {
  const world = testWorld()
  const transport = new HintingTransport()
  const connection = world.supervisor.connect('c', transport, {
    heartbeat: 'none',
    backoff: { firstMs: 10_000, maxMs: 10_000, jitter: 'none' },
    rotation: rotation({ provenWithinMs: 100, unheard: 'refuse', overlapMs: 0 }),
  })
  await world.clock.advance(10)
  transport.hint('rotate')
  expect(await outcome(world, connection.rotate(), 300)).toEqual(refusedFor('silent'))
  transport.hint('rotate')
  await world.clock.advance(300)
  const retries = world.events.flatMap((event) => (event.kind === 'not-rotated' ? [event.retryMs] : []))
  expect(retries).toEqual([10_000, 10_000])
})

describe('Whoever is told that a link is being replaced', () => {
  test('and asks for just that joins it', async () => {
    const { connection, clock, network, supervisor } = await scene({ rotate: { overlapMs: 0 } })
    let calls = 0
    supervisor.feed$.subscribe(({ kind }) => {
      if (kind !== 'rotating') return
      calls += 1
      if (calls < 5) connection.rotate().catch(() => {})
    })
    connection.rotate().catch(() => {})
    await clock.advance(3_000)
    expect([calls, connection.generation, network.openLinks]).toEqual([1, 2, 2])
  })

  test.each(['rotating', 'rotated', 'not-rotated'])(
    'and stops it then (%s) leaves nothing open',
    async (at) => {
      const { connection, clock, network, supervisor } = await scene({
        rotate: { everyMs: 1_000, provenWithinMs: 100 },
      })
      let isStopped = false
      supervisor.feed$.subscribe(({ kind }) => {
        if (kind !== at) return
        void connection.stop().then(() => {
          isStopped = true
        })
      })
      if (at === 'not-rotated') network.mute('peer')
      const rotated = connection.rotate().catch(({ cause }: ConnectionError) => cause?.kind)
      await clock.advance(400)
      expect(isStopped).toBe(true)
      expect([network.openLinks, network.pendingDials]).toEqual([0, 0])
      expect(await rotated).toBe(at === 'not-rotated' ? 'silent' : 'cancelled')
      void supervisor.stop()
      await clock.advance(100)
      expect(clock.pending).toBe(0)
    },
  )
})

test('A policy that throws is a crash, as it is between two dials', async () => {
  const { world, connection, network } = await scene({
    retry: () => {
      throw new Error('a bug in the policy')
    },
  })
  network.refuse('peer')
  expect(await outcome(world, connection.rotate())).toEqual(refusedFor('refused'))
  expect(world.events.find(({ kind }) => kind === 'restart')).toMatchObject({
    cause: { kind: 'crash', detail: 'a bug in the policy' },
  })
})

describe('What went over a connection', () => {
  test('is counted over all its links: those that leave, those that are gone, and the one there is', async () => {
    const { connection, clock, peers } = await scene({ rotate: { overlapMs: 5_000 } })
    peers[0]?.link?.destroy()
    await clock.advance(3_000)
    await connection.send('before')
    await clock.advance(10)
    const before = connection.counts
    expect(before).toMatchObject({ frames: 1, reconnects: 1 })
    connection.rotate().catch(() => {})
    await clock.advance(100)
    expect(connection.generation).toBe(3)
    for (let beats = before.beats, passed = 0; passed < 10_000; passed += 100) {
      await clock.advance(100)
      expect(connection.counts).toMatchObject({ frames: 1, reconnects: 1 })
      expect(connection.counts.beats).toBeGreaterThanOrEqual(beats)
      beats = connection.counts.beats
    }
    peers[2]?.link?.destroy()
    await clock.advance(1_000)
    expect([connection.phase, connection.counts.reconnects]).toEqual(['alive', 2])
  })
})

describe('A change of what is said of a connection', () => {
  test('holds for the link that takes the place of another', async () => {
    const { world, connection, clock, peers } = await scene()
    const spoken = { beat: 'are you there', pong: 'yes' }
    change(world.supervisor, 'c', { heartbeat: { ...heartbeat, protocol: spoken } })
    for (const peer of peers) peer.answer = (frame) => (frame === spoken.beat ? spoken.pong : undefined)
    connection.rotate().catch(() => {})
    await clock.advance(3_000)
    expect(peers[1]?.got[0]).toBe('are you there')
  })

  test('may lead elsewhere', async () => {
    const { world, connection, clock, peers } = await scene()
    const transport = new FakeTransport()
    change(world.supervisor, 'c', { transport, heartbeat: 'none' })
    connection.rotate().catch(() => {})
    await clock.advance(10)
    transport.links[0]?.say('hello')
    await clock.advance(10)
    expect([connection.generation, peers.length, transport.links.length]).toEqual([2, 1, 1])
  })
})

describe('A rotation to another endpoint', () => {
  /** Two endpoints, each of which says hello to whoever comes. */
  function two() {
    const world = testWorld()
    const ends = ['a', 'b'].map((name) => {
      const links: FakeLink[] = []
      const end = new FakeTransport(() => {
        const link = new HeldLink()
        links.push(link)
        return link
      })
      return Object.assign(end, { endpoint: `fake://${name}` })
    })
    const [a, b] = ends
    if (a === undefined || b === undefined) throw new Error('two of two')
    const connection = world.supervisor.connect('c', failover([a, b], { backAfterMs: false }), {
      rotation: rotation({ provenWithinMs: 60_000 }),
    })
    return { world, connection, a, b }
  }

  test('says where the new link leads', async () => {
    const { world, connection, b } = two()
    await world.clock.advance(10)
    connection.rotate({ elsewhere: true }).catch(() => {})
    await world.clock.advance(10)
    b.links[0]?.say('hello')
    await world.clock.advance(10)
    const rotated = world.events.filter(({ kind }) => kind === 'rotated')
    expect(rotated).toMatchObject([{ generation: 2, route: 'fake://b' }])
  })

  test('calls off a new link that is being dialled to the one that goes, and dials again', async () => {
    const { world, connection, a, b } = two()
    await world.clock.advance(10)
    connection.rotate().catch(() => {})
    await world.clock.advance(10)
    expect([a.links.length, b.links.length]).toEqual([2, 0])
    connection.rotate({ elsewhere: true }).catch(() => {})
    await world.clock.advance(10)
    expect([a.links.length, b.links.length]).toEqual([2, 1])
    expect(world.events.filter(({ kind }) => kind === 'not-rotated')).toMatchObject([
      { generation: 2, cause: { kind: 'cancelled', by: 'us' } },
    ])
    b.links[0]?.say('hello')
    await world.clock.advance(10)
    expect(connection.generation).toBe(3)
  })

  test('leaves one alone that leads there already', async () => {
    const { world, connection, a, b } = two()
    await world.clock.advance(10)
    connection.rotate({ elsewhere: true }).catch(() => {})
    await world.clock.advance(10)
    connection.rotate({ elsewhere: true }).catch(() => {})
    await world.clock.advance(10)
    expect([a.links.length, b.links.length]).toEqual([1, 1])
  })

  test('is one like any other where there is no other endpoint', async () => {
    const { world, connection } = await scene()
    connection.rotate().catch(() => {})
    expect(await outcome(world, connection.rotate({ elsewhere: true }))).toBe('done')
    expect([connection.generation, kinds(world).slice(-2)]).toEqual([2, ['rotating', 'rotated']])
    const [rotated] = world.events.filter(({ kind }) => kind === 'rotated')
    expect(Object.keys(rotated ?? {})).not.toContain('route')
    await expect(connection.rotate(JSON.parse('{"elsewhere":"yes"}'))).rejects.toMatchObject({
      option: 'rotate.elsewhere',
    })
    await expect(connection.rotate(JSON.parse('{"else":true}'))).rejects.toMatchObject({
      option: 'rotate.else',
    })
  })
})

describe('A connection that is not well', () => {
  test('is not rotated for a hint: it dials by its back-off', async () => {
    const world = testWorld()
    const transport = new HintingTransport()
    world.supervisor.connect('c', transport, {
      heartbeat: 'none',
      rotation: rotation(),
      backoff: { firstMs: 1_000, jitter: 'none' },
    })
    transport.hint('rotate')
    await world.clock.advance(10)
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(10)
    transport.hint('rotate')
    await world.clock.advance(100)
    expect(kinds(world)).toEqual(['connecting', 'alive', 'dead', 'backoff'])
    expect(transport.links).toHaveLength(1)
  })

  test('and is heard again has grown no younger', async () => {
    const { connection, clock, peers, world } = await scene({
      rotate: { everyMs: 6_000, jitter: 0 },
    })
    for (const peer of peers) peer.answer = () => undefined
    await clock.advance(1_800)
    expect(connection.phase).toBe('suspect')
    for (const peer of peers) peer.answer = echo
    await clock.advance(3_900)
    expect([connection.phase, connection.generation]).toEqual(['alive', 1])
    await clock.advance(400)
    expect([connection.generation, kinds(world).at(-1)]).toEqual([2, 'rotated'])
    // And the next one is as old as any when it is replaced.
    await clock.advance(5_000)
    expect(connection.generation).toBe(2)
  })

  test('and is heard again while its new link is dialled has not got that yet', async () => {
    const world = testWorld()
    const transport = new FakeTransport(() => new HeldLink())
    const connection = world.supervisor.connect('c', transport, {
      heartbeat,
      rotation: rotation({ provenWithinMs: 60_000 }),
    })
    await world.clock.advance(1_400)
    const rotated = connection.rotate()
    await world.clock.advance(300)
    expect(connection.phase).toBe('suspect')
    transport.links[0]?.say('here')
    expect(connection.phase).toBe('alive')
    expect(await outcome(world, rotated, 10)).toBe('pending')
    expect(transport.links).toHaveLength(2)
    transport.links[1]?.say('hello')
    expect(await outcome(world, rotated, 10)).toBe('done')
  })
})

describe('While leave to dial is waited for', () => {
  /** One dial in ten seconds: the first rotation takes it, the second one waits. */
  async function waiting() {
    const world = testWorld({ dials: sharedDials({ perSecond: 0.1, burst: 1 }) })
    const transport = new FakeTransport(() => new HeldLink())
    const connection = world.supervisor.connect('c', transport, {
      heartbeat,
      rotation: rotation({ overlapMs: 0, provenWithinMs: 60_000 }),
    })
    const other = world.supervisor.connect('other', new FakeTransport(), { rotation: rotation() })
    await world.clock.advance(10)
    other.rotate().catch(() => {})
    const rotated = connection.rotate()
    rotated.catch(() => {})
    await world.clock.advance(10)
    expect(transport.links).toHaveLength(1)
    return { world, transport, connection, rotated }
  }

  test('a rotation that is asked for again is still one', async () => {
    const { world, transport, connection } = await waiting()
    connection.rotate().catch(() => {})
    connection.rotate().catch(() => {})
    await world.clock.advance(25_000)
    expect(transport.links.length).toBeLessThanOrEqual(2)
  })

  test('a rotation that is asked for again keeps its turn', async () => {
    const { world, transport, connection } = await waiting()
    const later = new FakeTransport()
    const last = world.supervisor.connect('last', later, { rotation: rotation() })
    await world.clock.advance(10)
    last.rotate().catch(() => {})
    connection.rotate().catch(() => {})
    for (let waited = 0; waited < 20_000 && transport.links.length + later.links.length < 3; waited += 100) {
      transport.links[0]?.say('pong')
      await world.clock.advance(100)
    }
    expect([transport.links.length, later.links.length]).toEqual([2, 1])
  })

  test('a stop takes it back', async () => {
    const { world, transport, connection, rotated } = await waiting()
    const refused = outcome(world, rotated, 60_000)
    void connection.stop({ now: true })
    for (const link of transport.links) link.owner?.released()
    expect(await refused).toEqual(refusedFor('cancelled'))
    expect(transport.links).toHaveLength(1)
    expect(kinds(world)).not.toContain('not-rotated')
  })

  test('a link that is lost says why it is not rotated', async () => {
    const { world, transport, rotated } = await waiting()
    const refused = outcome(world, rotated, 10)
    transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    expect(await refused).toEqual(refusedFor('eof'))
  })

  test('a suspect that is heard again has not got its new link yet', async () => {
    const { world, transport, connection, rotated } = await waiting()
    await world.clock.advance(1_700)
    expect(connection.phase).toBe('suspect')
    transport.links[0]?.say('here')
    expect([connection.phase, transport.links.length]).toEqual(['alive', 1])
    expect(await outcome(world, rotated, 10)).toBe('pending')
  })
})

describe('A new link that comes to nothing', () => {
  test('is told without a next try where there is none', async () => {
    const { world, connection, network, clock } = await scene({ retry: () => false })
    network.refuse('peer')
    connection.rotate().catch(() => {})
    await clock.advance(100)
    const [news] = world.events.filter(({ kind }) => kind === 'not-rotated')
    expect(Object.keys(news ?? {})).not.toContain('retryMs')
  })

  test('and is not tried again leaves the age of the old one as it was', async () => {
    const { connection, network, clock } = await scene({
      rotate: { everyMs: 5_000, jitter: 0 },
      retry: () => false,
    })
    const cured = network.refuse('peer')
    connection.rotate().catch(() => {})
    await clock.advance(2_000)
    cured()
    await clock.advance(3_000)
    expect(connection.generation).toBe(3)
  })

  test.each([
    { how: 'in order', now: false, asked: ['close'] },
    { how: 'at once', now: true, asked: ['close', 'destroy'] },
  ])('and goes slowly is ended $how by a stop $how', async ({ now, asked }) => {
    class Noted extends HeldLink {
      readonly asked: string[] = []
      override close(): void {
        this.asked.push('close')
      }
      override destroy(): void {
        this.asked.push('destroy')
      }
    }
    const links: Noted[] = []
    const world = testWorld()
    const transport = new FakeTransport(() => {
      const link = new Noted()
      links.push(link)
      return link
    })
    const connection = world.supervisor.connect('c', transport, { rotation: rotation() })
    await world.clock.advance(10)
    connection.rotate().catch(() => {})
    await world.clock.advance(10)
    links[1]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await world.clock.advance(10)
    void connection.stop({ now })
    await world.clock.advance(10)
    expect(links[1]?.asked).toEqual(asked)
  })
})

test('A new link that is proven while the old one is let go is taken up once that is gone', async () => {
  const world = testWorld()
  const transport = new FakeTransport(() => new HeldLink())
  const connection = world.supervisor.connect('c', transport, { rotation: rotation() })
  await world.clock.advance(10)
  const rotated = connection.rotate()
  await world.clock.advance(1)
  transport.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
  expect(connection.phase).toBe('dead')
  transport.links[1]?.say('hello')
  expect([connection.phase, connection.generation]).toEqual(['dead', 1])
  transport.links[0]?.owner?.released()
  expect(await outcome(world, rotated, 10)).toBe('done')
  expect([connection.phase, connection.generation, transport.links.length]).toEqual(['alive', 2, 2])
})

test('A link that is never too old has no timer for that', async () => {
  const world = testWorld()
  world.supervisor.connect('c', new FakeTransport(), { rotation: rotation(), connectTimeoutMs: false })
  await world.clock.advance(60_000)
  expect(world.clock.pending).toBe(0)
})

test('A policy that stops the connection it is asked about sees no next try, however slowly the link goes', async () => {
  const { connection, links, pass } = await noted({
    retry: () => {
      void connection.stop()
      return true
    },
    backoff: { firstMs: 10, jitter: 'none' },
  })
  connection.rotate().catch(() => {})
  await pass(10)
  links[1]?.owner?.ended({ kind: 'eof', by: 'peer' })
  await pass(100)
  expect([connection.phase, links.length]).toEqual(['dead', 2])
})

test('What befell a new link before it took over is told once it has, and once it is told that it has', async () => {
  const { world, connection, links, pass } = await noted({
    heartbeat: { protocol: pingPong, everyMs: 20, timeoutMs: 20, misses: 50 },
    rotation: rotation({ provenWithinMs: 200, unheard: 'take' }),
  })
  connection.rotate().catch(() => {})
  for (let waited = 0; waited < 230; waited += 10) {
    links[0]?.say('here')
    await pass(10)
  }
  expect([connection.generation, connection.phase]).toEqual([2, 'suspect'])
  expect(kinds(world)).toEqual(['connecting', 'alive', 'rotating', 'rotated', 'suspect'])
})

test('The link that leaves is closed because we want it so', async () => {
  const causes: unknown[] = []
  class Told extends FakeLink {
    override close(cause?: Cause): void {
      causes.push(cause)
      super.close()
    }
  }
  const world = testWorld()
  const transport = new FakeTransport(() => new Told())
  const connection = world.supervisor.connect('c', transport, { rotation: rotation({ overlapMs: 0 }) })
  await world.clock.advance(10)
  connection.rotate().catch(() => {})
  await world.clock.advance(1)
  transport.links[1]?.say('hello')
  await world.clock.advance(10)
  expect(causes).toEqual([{ kind: 'cancelled', by: 'us' }])
})

/** Writes down what it was asked for, and goes when the test says so. */
class NotedLink extends FakeLink {
  readonly asked: string[] = []
  override close(): void {
    this.asked.push('close')
  }
  override destroy(): void {
    this.asked.push('destroy')
  }
  override pause(): void {
    this.asked.push('pause')
  }
  override resume(): void {
    this.asked.push('resume')
  }
  release(): void {
    this.owner?.released()
  }
}

/** A connection over links of the test's own, the first of them open. */
async function noted(options: ConnectOptions = {}, opens = true) {
  const world = testWorld()
  const links: NotedLink[] = []
  class Noting extends FakeTransport {
    override dial(owner: LinkOwner): NotedLink {
      const link = new NotedLink()
      link.owner = owner
      links.push(link)
      if (opens || links.length === 1) queueMicrotask(() => owner.opened())
      return link
    }
  }
  const connection = world.supervisor.connect('c', new Noting(), {
    rotation: rotation({ provenWithinMs: 60_000 }),
    backoff: { firstMs: 1_000, jitter: 'none' },
    ...options,
  })
  await world.clock.advance(10)
  return { world, connection, links, pass: (ms: number) => world.clock.advance(ms) }
}

describe('A connection has links beside its own', () => {
  test('while one is dialled, while one leaves, and while one goes that came to nothing', async () => {
    const { connection, links, pass } = await noted()
    const isBusy = () => connection.rotator?.isBusy
    expect(isBusy()).toBe(false)
    connection.rotate().catch(() => {})
    expect(isBusy()).toBe(true)
    await pass(10)
    links[1]?.say('hello')
    expect(isBusy()).toBe(true)
    connection.rotate().catch(() => {})
    await pass(10)
    links[2]?.owner?.ended({ kind: 'eof', by: 'peer' })
    expect(isBusy()).toBe(true)
    links[2]?.release()
    expect(isBusy()).toBe(true)
    links[0]?.release()
    expect(isBusy()).toBe(false)
  })

  test('and has stopped once all of them are gone', async () => {
    const { world, connection, links, pass } = await noted()
    connection.rotate().catch(() => {})
    await pass(10)
    links[1]?.say('hello')
    connection.rotate().catch(() => {})
    await pass(10)
    expect([connection.generation, links.length]).toEqual([2, 3])
    const stopped = connection.stop()
    for (const link of [links[1], links[0]]) {
      expect(await outcome(world, stopped, 1)).toBe('pending')
      link?.release()
    }
    expect(await outcome(world, stopped, 1)).toBe('pending')
    links[2]?.release()
    expect(await outcome(world, stopped, 1)).toBe('done')
  })
})

describe('A new link that is taken up while it is dialled', () => {
  async function takenUp() {
    const it = await noted({}, false)
    const { connection, links, pass } = it
    links[0]?.say('of the old link')
    connection.pause()
    connection.rotate().catch(() => {})
    await pass(1)
    links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    links[0]?.release()
    await pass(1)
    expect([connection.phase, connection.generation, links.length]).toEqual(['connecting', 2, 2])
    return it
  }

  test('opens however slow the readers are, who stop it then', async () => {
    const { connection, links, pass } = await takenUp()
    expect(links[1]?.asked).toEqual([])
    links[1]?.owner?.opened()
    await pass(1)
    expect([connection.phase, links[1]?.asked]).toEqual(['alive', ['pause']])
  })

  test('leaves nothing of the old one but what it counted', async () => {
    const { world, connection, links } = await takenUp()
    expect(connection.rotator?.isBusy).toBe(false)
    expect(connection.counts.frames).toBe(1)
    links[1]?.owner?.opened()
    const stopped = connection.stop()
    expect(await outcome(world, stopped, 1)).toBe('pending')
    links[1]?.release()
    expect(await outcome(world, stopped, 1)).toBe('done')
    expect(world.clock.pending).toBe(0)
  })
})

describe('A link that waits for slow readers', () => {
  test('is closed when the one that took its place is lost: the inbox minds the next one alone', async () => {
    const { connection, links, pass } = await noted({ rotation: rotation({ overlapMs: 100 }) })
    connection.pause()
    connection.rotate().catch(() => {})
    await pass(10)
    links[1]?.say('hello')
    await pass(1_000)
    expect(links[0]?.asked).not.toContain('close')
    links[1]?.owner?.ended({ kind: 'eof', by: 'peer' })
    links[1]?.release()
    await pass(1_100)
    expect(connection.generation).toBe(3)
    expect(links[0]?.asked.at(-1)).toBe('close')
  })

  test('keeps no rotation from being tried again that was asked for', async () => {
    const { connection, network, clock } = await scene({ rotate: { overlapMs: 100 } })
    connection.pause()
    connection.rotate().catch(() => {})
    await clock.advance(1_000)
    expect(connection.generation).toBe(2)
    const cured = network.refuse('peer')
    connection.rotate().catch(() => {})
    await clock.advance(50)
    cured()
    await clock.advance(5_000)
    expect(connection.generation).toBe(4)
  })
})

test('Without a budget of dials a link is replaced at once', async () => {
  const clock = virtualClock()
  const page = superviseInPage({ clock })
  const transport = new HintingTransport()
  const connection = page.connect('c', transport, { rotation: rotation(), heartbeat: 'none' })
  await clock.advance(10)
  transport.hint('rotate')
  expect(transport.links).toHaveLength(2)
  await clock.advance(1)
  transport.links[1]?.say('hello')
  await clock.advance(1)
  expect(connection.generation).toBe(2)
})
