import { describe, expect, test } from 'vitest'
import { type FeedEvent, pingPong, supervise } from '../../src/index.ts'
import { type Hardship, type VirtualWorld, virtualWorld } from '../../src/testing/index.ts'
import { peersBehind, pong } from '../support/world.ts'

/** A supervisor on `us` watches a server that answers pings, in each of its lives. */
function watched(world: VirtualWorld, everyMs = 1_000) {
  world.host('server').start((host) => {
    peersBehind(host.listen({ port: 1 }), pong)
  })
  const us = world.host('us')
  const supervisor = supervise({ clock: us.clock, random: world.random })
  const feed: FeedEvent[] = []
  supervisor.feed$.subscribe((event) => feed.push(event))
  const connection = supervisor.connect('c', us.dial({ to: 'server:1' }), {
    heartbeat: { protocol: pingPong, everyMs, timeoutMs: 500, misses: 2 },
  })
  const phases = () => feed.flatMap((event) => (event.kind === 'phase' ? [event.to] : []))
  return { supervisor, connection, feed, phases }
}

describe('a world', () => {
  test('All of it is in one place, and what is left open is counted', async () => {
    const world = virtualWorld()
    const { supervisor, connection } = watched(world)
    expect(world.rest()).toMatchObject({ links: 0, dials: 1, listeners: 1 })
    await world.advance(100)
    expect([connection.phase, world.rest()]).toEqual([
      'alive',
      { links: 2, dials: 0, listeners: 1, tasks: 1 },
    ])
    const stopped = supervisor.stop()
    await world.advance(100)
    await stopped
    const cure = world.inflict({ kind: 'crash', host: 'server' })
    await world.runAll()
    expect(world.rest()).toEqual({ links: 0, dials: 0, listeners: 0, tasks: 0 })
    cure()
    world.advanceSync(5)
    await world.advanceTo(1_000)
    expect([world.clock.now(), world.rest().listeners]).toEqual([1_000, 1])
  })

  test('Its options reach what they are for, and what is no option is refused', () => {
    const world = virtualWorld({ startWall: 5, latencyMs: 7, windowBytes: 10, seed: 'x' })
    const { connection } = watched(world)
    world.advanceSync(13)
    expect([connection.phase, world.clock.wall()]).toEqual(['connecting', 18])
    world.advanceSync(1)
    expect(connection.phase).toBe('alive')
    expect(() => virtualWorld({ windowBytes: 0 })).toThrow(expect.objectContaining({ option: 'windowBytes' }))
    expect(() => virtualWorld({ startWall: Number.NaN })).toThrow(/startWall/)
    expect(() => virtualWorld({ sed: 1 } as never)).toThrow('sed: no such option')
  })

  test('The same seed is the same world, event by event; another seed is another one', async () => {
    const feedOf = async (seed: number): Promise<string> => {
      const world = virtualWorld({ seed, latencyMs: (random) => 1 + 20 * random() })
      const { feed } = watched(world)
      const hardships: Hardship[] = [
        { kind: 'frames', between: ['us', 'server'], share: 0.05, verdict: { kind: 'reset' } },
        { kind: 'delay', between: ['us', 'server'], ms: 5, jitterMs: 600 },
      ]
      for (const hardship of hardships) world.inflict(hardship)
      await world.advance(60_000)
      return JSON.stringify(feed)
    }
    const feeds = [await feedOf(1), await feedOf(1), await feedOf(2)]
    expect(feeds[1]).toBe(feeds[0])
    expect(feeds[2]).not.toBe(feeds[0])
    expect(feeds[0]).toContain('"reset"')
  })
})

describe('a supervisor on a host that suffers', () => {
  test.each([
    ['stalls', { kind: 'stall', host: 'us', ms: 20_000 } as const],
    ['sleeps', { kind: 'sleep', host: 'us', ms: 8 * 3_600_000 } as const],
    ['sleeps briefly', { kind: 'sleep', host: 'us', ms: 2_500 } as const],
  ])('It %s and charges a healthy peer nothing', async (_, hardship) => {
    const world = virtualWorld()
    const { phases, feed } = watched(world)
    await world.advance(10_300)
    world.inflict(hardship)
    await world.advance(hardship.ms + 10_000)
    expect(phases().filter((phase) => phase !== 'suspect' && phase !== 'alive')).toEqual(['connecting'])
    const stalls = feed.flatMap((event) => (event.kind === 'stall' ? [event] : []))
    expect(stalls).toHaveLength(1)
  })

  test('After a sleep in which the peer died it finds out within its bound', async () => {
    const world = virtualWorld()
    const { phases } = watched(world)
    await world.advance(10_300)
    world.inflict({ kind: 'sleep', host: 'us', ms: 3_600_000 })
    world.inflict({ kind: 'freeze', host: 'server' })
    await world.advance(3_600_000)
    expect(phases()).not.toContain('dead')
    await world.advance(2_600)
    expect(phases()).toContain('dead')
  })

  test('A wall clock that is set makes nobody dead', async () => {
    const world = virtualWorld()
    const { phases, connection } = watched(world)
    await world.advance(5_300)
    for (const ms of [3_600_000, -7_200_000]) {
      world.inflict({ kind: 'clock jump', host: 'us', ms })
      await world.advance(5_000)
    }
    expect([connection.phase, phases().includes('dead')]).toEqual(['alive', false])
  })

  test('A peer that stalls is suspect and alive again; one that crashes is dialled again when it is back', async () => {
    const world = virtualWorld()
    const { phases, connection } = watched(world)
    await world.advance(5_300)
    world.inflict({ kind: 'stall', host: 'server', ms: 1_000 })
    await world.advance(5_000)
    expect(phases()).toEqual(['connecting', 'alive', 'suspect', 'alive'])
    const cure = world.inflict({ kind: 'crash', host: 'server' })
    await world.advance(5_000)
    expect(connection.phase).toBe('backoff')
    cure()
    await world.advance(60_000)
    expect(connection.phase).toBe('alive')
  })

  test('One that died itself tells nobody anything any more', async () => {
    const world = virtualWorld()
    const { feed, phases } = watched(world)
    await world.advance(1_500)
    const told = feed.length
    world.inflict({ kind: 'crash', host: 'us' })
    await world.advance(60_000)
    expect([feed.length, phases().at(-1), world.rest()]).toEqual([
      told,
      'alive',
      { links: 0, dials: 0, listeners: 1, tasks: 0 },
    ])
  })
})
