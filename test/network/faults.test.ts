/** Real faults: peers in processes of their own that are frozen, thawed, killed, or not there. */
import { describe, expect } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { expectFound, expectInTime, expectUntroubled, ROUNDING_MS, timesOf } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import { until } from './support/until.ts'
import { nowhere, test, transport } from './support/world.ts'

const pace = { everyMs: 500, timeoutMs: 400, misses: 3 }
const heartbeat = { protocol: pingPong, ...pace }

describe.concurrent('a peer that is frozen', () => {
  test('is suspect, then dead, no sooner and no later than the bound says', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const connection = world.supervisor.connect('c', transport(endpoint), { heartbeat })
    await peer.says(/^ping/, 2)
    peer.freeze()
    await expectFound(world, 'c', () => timesOf(peer.said(/^ping (\d+)$/)), pace)
    expect(world.path('c')).toEqual(['connecting', 'alive', 'suspect', 'dead'])
    await world.enters('c', 'backoff')
    expect(connection.counts.misses).toBe(3)
  })

  test('shows both phases, in order, with a single miss too', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    const hasty = { everyMs: 600, timeoutMs: 500, misses: 1 }
    world.supervisor.connect('c', transport(endpoint), { heartbeat: { protocol: pingPong, ...hasty } })
    await peer.says(/^ping/, 2)
    peer.freeze()
    await expectFound(world, 'c', () => timesOf(peer.said(/^ping (\d+)$/)), hasty)
    expect(world.path('c')).toEqual(['connecting', 'alive', 'suspect', 'dead'])
  })

  test('that is thawed in time was only suspect', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'pings' })
    world.supervisor.connect('c', transport(endpoint), { heartbeat: { ...heartbeat, misses: 20 } })
    await peer.says(/^ping/, 2)
    const frozenAt = nowMs()
    peer.freeze()
    await world.enters('c', 'suspect')
    const wordsAt = timesOf(peer.said(/^ping (\d+)$/))
    expectUntroubled(world.phases('c'), frozenAt, { wordsAt, patienceMs: pace.everyMs + pace.timeoutMs })
    peer.thaw()
    expect(await world.enters('c', 'alive', 2)).toMatchObject({ from: 'suspect', event: 'peer.heard' })
    expect(world.path('c')).toEqual(['connecting', 'alive', 'suspect', 'alive'])
  })

  test('accepts on, by its kernel: each link is alive and never proven, so the delays grow; thawed, it is back', async ({
    world,
  }) => {
    const { peer, endpoint } = await world.server('answering-server')
    world.supervisor.connect('c', transport(endpoint), {
      heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 200, misses: 1 },
      backoff: { firstMs: 40, maxMs: 5_000, jitter: 'none', stableMs: 100 },
    })
    await world.enters('c', 'alive')
    peer.freeze()
    await until('four links came to nothing', () => world.retries('c').length >= 4)
    expect(world.retries('c').map(({ delayMs }) => delayMs)).toEqual([40, 80, 160, 320])
    const round = ['alive', 'suspect', 'dead', 'backoff', 'connecting']
    expect(world.path('c').slice(0, 16)).toEqual(['connecting', ...round, ...round, ...round])
    for (const { to, cause } of world.phases('c')) if (to === 'dead') expect(cause?.kind).toBe('silent')
    peer.thaw()
    const failed = world.retries('c').length
    await world.enters('c', 'alive', failed + 1)
    await world.supervisor.stop()
    expect(world.phases('c').find(({ to, from }) => from === 'alive' && to === 'dead')?.event).toBe('stop')
  })
})

describe.concurrent('a peer that is killed', () => {
  test('is dead at once, with the cause that its kernel gives, and dialled again', async ({ world }) => {
    const { peer, endpoint, port } = await world.serverAtHome('answering-server', { tell: 'pings' })
    world.supervisor.connect('c', transport(endpoint), {
      heartbeat,
      backoff: { firstMs: 100, maxMs: 100, jitter: 'none' },
    })
    await peer.says(/^ping/, 2)
    const killedAt = nowMs()
    await peer.kill('SIGKILL')
    const dead = await world.enters('c', 'dead')
    expect(['eof', 'reset']).toContain(dead.cause?.kind)
    expect(dead.from).toBe('alive')
    expectInTime(world, killedAt, dead.at, 0)
    expect(await world.enters('c', 'dead', 2)).toMatchObject({
      from: 'connecting',
      cause: { kind: 'refused' },
    })
    world.stranger('answering-server', { port })
    await world.enters('c', 'alive', 2)
  })
})

describe.concurrent('a peer that is not there', () => {
  test('refuses, over and over, after the delays that were asked for', async ({ world }) => {
    world.supervisor.connect('c', transport(await nowhere()), {
      backoff: { firstMs: 50, factor: 3, maxMs: 500, jitter: 'none', attempts: 5 },
    })
    await world.enters('c', 'failed')
    const delays = [50, 150, 450, 500]
    expect(world.retries('c').map(({ attempt, delayMs }) => ({ attempt, delayMs }))).toEqual(
      delays.map((delayMs, index) => ({ attempt: index + 1, delayMs })),
    )
    const dials = world.phases('c').filter(({ to }) => to === 'connecting')
    const waits = world.phases('c').filter(({ to }) => to === 'backoff')
    expect(dials).toHaveLength(5)
    for (const [index, { at }] of waits.entries()) {
      expect((dials[index + 1]?.at ?? 0) - at).toBeGreaterThanOrEqual((delays[index] ?? 0) - ROUNDING_MS)
    }
    for (const { to, cause } of world.phases('c')) if (to === 'dead') expect(cause?.kind).toBe('refused')
  })

  test('is dialled at once when somebody asks for it', async ({ world }) => {
    const endpoint = await nowhere()
    const connection = world.supervisor.connect('c', transport(endpoint), {
      backoff: { firstMs: 60_000, jitter: 'none' },
    })
    await world.enters('c', 'backoff')
    await world.server('answering-server', { port: new URL(endpoint).port })
    connection.retry()
    expect(await world.enters('c', 'connecting', 2)).toMatchObject({ event: 'retry' })
    await world.enters('c', 'alive')
  })
})
