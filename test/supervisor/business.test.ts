/** What is made of each way in which a connection may come to its end while it is drained. */
import { describe, expect, test } from 'vitest'
import { type Connection, pingPong } from '../../src/index.ts'
import { task } from '../../src/programs/task.ts'
import { Business, type Drained, type DrainPlan } from '../../src/supervisor/business.ts'
import { Peer, peerServer, pong, type TestWorld, testWorld } from '../support/world.ts'
import { FakeTransport } from './fakes.ts'

const heartbeat = { protocol: pingPong, everyMs: 10_000, timeoutMs: 500, misses: 2 }

/** A door by which so many came who answer pings when they are asked. */
async function scene(peers: number) {
  const world = testWorld()
  const { clock, network, supervisor } = world
  const door = supervisor.listen('door', network.host('us').listen({ port: 1 }), { heartbeat })
  await clock.advance(1)
  const visitors = Array.from({ length: peers }, (_, index) => {
    const peer = new Peer(pong)
    peer.link = network.host(`peer-${index}`).dial({ to: 'us:1' }).dial(peer)
    return peer
  })
  // Until each of them has been silent for a while: the next beats are far.
  await clock.advance(11_000)
  return { ...world, door, visitors, accepted: [...door.connections] }
}

/** Waits for their business; the value is there once that is over. */
function waitFor(
  { clock }: TestWorld,
  connections: readonly Connection[],
  plan: Partial<DrainPlan> = {},
  isStopped: () => boolean = () => false,
): { value: Drained | null } {
  const seen: { value: Drained | null } = { value: null }
  const business = new Business(clock, { withinMs: 60_000, idleMs: 200, ...plan }, isStopped)
  void business.over(connections).then((drained) => {
    seen.value = drained
  })
  return seen
}

const NOBODY: Drained = { finished: 0, left: 0, died: 0, cut: [] }

describe('Who is idle', () => {
  test('is asked whether it is there, and has finished when it says so', async () => {
    const world = await scene(2)
    const pings = world.visitors.map(({ got }) => got.length)
    const seen = waitFor(world, world.accepted)
    await world.clock.advance(300)
    expect(seen.value).toEqual({ ...NOBODY, finished: 2 })
    expect(world.visitors.map(({ got }) => got.length)).toEqual(pings.map((before) => before + 1))
  })

  test('and frozen has not finished: it dies of its silence', async () => {
    const world = await scene(2)
    world.network.freeze('peer-0')
    const seen = waitFor(world, world.accepted)
    await world.clock.advance(800)
    expect([seen.value, world.accepted[0]?.phase]).toEqual([null, 'suspect'])
    await world.clock.advance(3_000)
    expect(seen.value).toEqual({ ...NOBODY, finished: 1, died: 1 })
  })

  test('and frozen until its time is up is cut', async () => {
    const world = await scene(1)
    world.network.freeze('peer-0')
    const seen = waitFor(world, world.accepted, { withinMs: 400 })
    await world.clock.advance(500)
    expect(seen.value).toEqual({ ...NOBODY, cut: world.accepted.map(({ id }) => id) })
  })

  test('and frozen only for a while has finished when it is heard again', async () => {
    const world = await scene(1)
    const thaw = world.network.freeze('peer-0')
    const seen = waitFor(world, world.accepted)
    await world.clock.advance(700)
    expect([seen.value, world.accepted[0]?.phase]).toEqual([null, 'suspect'])
    thaw()
    await world.clock.advance(200)
    expect(seen.value).toEqual({ ...NOBODY, finished: 1 })
  })

  test('and whose peers nobody asks has finished', async () => {
    const { supervisor, clock, ...world } = testWorld()
    const silent = supervisor.connect('silent', new FakeTransport(), { heartbeat: 'none' })
    await clock.advance(10)
    const seen = waitFor({ supervisor, clock, ...world }, [silent])
    await clock.advance(200)
    expect(seen.value).toEqual({ ...NOBODY, finished: 1 })
  })

  test('and has no link, nor anything to send, has finished', async () => {
    const world = testWorld()
    const waiting = world.supervisor.connect('waiting', world.toPeer(9), { backoff: { firstMs: 60_000 } })
    await world.clock.advance(10)
    const seen = waitFor(world, [waiting])
    await world.clock.advance(200)
    expect([waiting.phase, seen.value]).toEqual(['backoff', { ...NOBODY, finished: 1 }])
  })
})

describe('Who ends by itself', () => {
  test('has left where its peer closed in order', async () => {
    const world = await scene(2)
    const seen = waitFor(world, world.accepted, { idleMs: 30_000 })
    for (const { link } of world.visitors) link?.close()
    await world.clock.advance(100)
    expect(seen.value).toEqual({ ...NOBODY, left: 2 })
  })

  test('has died where it was reset', async () => {
    const world = await scene(1)
    const seen = waitFor(world, world.accepted, { idleMs: 30_000 })
    world.network.reset('us', 'peer-0')
    await world.clock.advance(100)
    expect(seen.value).toEqual({ ...NOBODY, died: 1 })
  })

  test('has died where the policy gave it up', async () => {
    const world = testWorld()
    const peers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('one', world.toPeer(), { retry: () => false })
    await world.clock.advance(10)
    const seen = waitFor(world, [connection], { idleMs: 30_000 })
    world.network.reset('us', 'peer')
    await world.clock.advance(100)
    expect([peers.length, seen.value]).toEqual([1, { ...NOBODY, died: 1 }])
  })

  test('has finished where it is a program that did', async () => {
    const world = testWorld()
    let finish = (): void => {}
    const work = task(() => new Promise<void>((resolve) => (finish = resolve)))
    const working = world.supervisor.run('work', work)
    await world.clock.advance(10)
    const seen = waitFor(world, [working], { done: () => new Promise(() => {}) })
    finish()
    await world.clock.advance(10)
    expect(seen.value).toEqual({ ...NOBODY, finished: 1 })
  })
})

describe('Who is stopped', () => {
  test('one by one has finished: whoever stopped it knows why', async () => {
    const world = await scene(2)
    const seen = waitFor(world, world.accepted, { idleMs: 30_000 })
    void world.accepted[0]?.stop()
    await world.clock.advance(100)
    expect(seen.value).toBe(null)
    void world.accepted[1]?.stop({ now: true })
    await world.clock.advance(100)
    expect(seen.value).toEqual({ ...NOBODY, finished: 2 })
  })

  test('with all that is drained is cut', async () => {
    const world = await scene(2)
    const seen = waitFor(world, world.accepted, { idleMs: 30_000 }, () => true)
    void world.door.stop({ now: true })
    await world.clock.advance(100)
    expect(seen.value).toEqual({ ...NOBODY, cut: world.accepted.map(({ id }) => id) })
  })

  test('by its supervisor is cut, whatever that was', async () => {
    const world = testWorld()
    const nested = world.supervisor.supervise('nested')
    const inner = nested.connect('one', new FakeTransport())
    await world.clock.advance(10)
    const seen = waitFor(world, [inner], { idleMs: 30_000 })
    void nested.stop()
    await world.clock.advance(100)
    expect(seen.value).toEqual({ ...NOBODY, cut: ['nested/one'] })
  })
})
