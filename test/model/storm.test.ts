/**
 * What a thousand connections do when their server goes away and comes back: the figures of the storm, in virtual time
 * and with the defaults; and what single ones do among them.
 */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Connection, type ConnectOptions, type FeedEvent, pingPong } from '../../src/index.ts'
import { backoffOf, ceilingMs } from '../../src/machines/backoff.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { FakeLink, FakeTransport } from '../supervisor/fakes.ts'
import { testWorld } from '../support/world.ts'
import { Storm } from './storm.ts'

const ping: ConnectOptions = { heartbeat: { protocol: pingPong } }

/** The server is killed, and started again after `ms`; answers how long it took until all were back. */
async function outage(storm: Storm, ms: number): Promise<number> {
  storm.network.crash('peer')
  storm.dials.length = 0
  await storm.clock.advance(ms)
  storm.serve()
  return storm.untilAllAlive(120_000)
}

describe('A thousand connections whose server is gone for 10 s', () => {
  test.each<[string, ConnectOptions, number]>([
    ['that ask it', ping, 12_000],
    ['that ask it and had only just connected', ping, 500],
    ['without heartbeats', {}, 12_000],
  ])(
    '%s dial 1500 times at the most, 50 times in 100 ms, and are back within 5 s',
    async (_, connect, settleMs) => {
      const storm = new Storm({ clients: 1_000, connect })
      await storm.clock.advance(settleMs)
      expect(storm.alive).toBe(1_000)
      const backAfterMs = await outage(storm, 10_000)
      expect(storm.dials.length).toBeLessThanOrEqual(1_500)
      expect(storm.peak(100)).toBeLessThanOrEqual(50)
      expect(backAfterMs).toBeLessThanOrEqual(5_000)
      expect(storm.alive).toBe(1_000)
      expect(await storm.stop()).toBe(0)
    },
  )

  test('who mind nobody but themselves dial thousands of times: what all this is for', async () => {
    const storm = new Storm({ clients: 1_000, connect: ping, dials: false })
    await storm.clock.advance(12_000)
    expect(await outage(storm, 10_000)).toBeGreaterThan(5_000)
    expect(storm.dials.length).toBeGreaterThan(3_000)
    expect(storm.peak(100)).toBeGreaterThan(100)
    expect(await storm.stop()).toBe(0)
  })
})

describe('However many there are, however long it takes', () => {
  test('while an endpoint is down only canaries dial it, one each two seconds at least', async () => {
    const storm = new Storm({ clients: 20, connect: ping })
    await storm.clock.advance(12_000)
    storm.network.crash('peer')
    storm.dials.length = 0
    await storm.clock.advance(600_000)
    const gaps = storm.dials.slice(1).map((at, index) => at - (storm.dials[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_010)
    expect(storm.peak(990)).toBeLessThanOrEqual(2)
    storm.serve()
    expect(await storm.untilAllAlive(10_000)).toBeLessThanOrEqual(2_200)
    expect(await storm.stop()).toBe(0)
  })

  test('connections find a peer that froze and whose kernel accepts, by canaries too', async () => {
    const storm = new Storm({ clients: 200, connect: ping })
    await storm.clock.advance(12_000)
    const thaw = storm.network.freeze('peer')
    storm.dials.length = 0
    await storm.clock.advance(120_000)
    // Each of them found out by itself, and dialled once; from then on only canaries did.
    expect(storm.dials.length).toBeLessThan(200 + 120)
    thaw()
    expect(await storm.untilAllAlive(10_000)).toBeLessThanOrEqual(5_000)
    expect(await storm.stop()).toBe(0)
  })

  test('a server that starts and crashes again and again is dialled less than by those who mind nobody', async () => {
    const dialled = async (dials?: false): Promise<number> => {
      const storm = new Storm({ clients: 300, connect: ping, ...(dials === false ? { dials } : {}) })
      await storm.clock.advance(12_000)
      storm.dials.length = 0
      for (let crash = 0; crash < 12; crash += 1) {
        storm.network.crash('peer')
        await storm.clock.advance(10_000)
        storm.serve()
        await storm.clock.advance(2_000)
      }
      expect(await storm.stop()).toBe(0)
      return storm.dials.length
    }
    expect(await dialled()).toBeLessThan(await dialled(false))
  })

  test('in no 100 ms are there more dials than the budget has, and all are back by its rate', async () => {
    const storms = fc.record({
      clients: fc.integer({ min: 1, max: 60 }),
      seed: fc.integer(),
      perSecond: fc.constantFrom(20, 100, 400),
      burst: fc.integer({ min: 1, max: 20 }),
      canaryMs: fc.constantFrom(100, 2_000),
      outages: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 3 }),
      jitter: fc.constantFrom('full', 'equal', 'none', 'decorrelated'),
    })
    await fc.assert(
      fc.asyncProperty(storms, async ({ clients, seed, perSecond, burst, canaryMs, outages, jitter }) => {
        const backoff = { jitter, maxMs: 5_000 } as const
        const dials = sharedDials({ perSecond, burst, canaryMs })
        const storm = new Storm({ clients, seed, dials, connect: { ...ping, backoff } })
        const events: FeedEvent[] = []
        storm.supervisor.feed$.subscribe((event) => events.push(event))
        await storm.clock.advance(11_000)
        for (const ms of outages) {
          const backAfterMs = await outage(storm, ms)
          expect(storm.peak(100)).toBeLessThanOrEqual(burst + perSecond / 10 + 1e-6)
          // The longest delay, the next canary, its probe, and everybody's turn.
          const bound = 5_000 + canaryMs + 200 + (clients / perSecond) * 1_000
          expect(backAfterMs).toBeLessThanOrEqual(bound)
        }
        expectEnvelopes(events, backoffOf(backoff))
        expect(await storm.stop()).toBe(0)
      }),
      { numRuns: 25 },
    )
  })
})

/**
 * Every delay drawn lies inside its envelope; nobody dials before its delay is over but by the event that says so, and
 * where the envelope does not begin at 0, only while a sibling is alive that got through.
 */
function expectEnvelopes(events: readonly FeedEvent[], backoff: ReturnType<typeof backoffOf>): void {
  const waits = new Map<string, { readonly at: number; readonly delayMs: number }>()
  const alive = new Set<string>()
  for (const event of events) {
    if (event.kind === 'retry') {
      expect(event.delayMs).toBeLessThanOrEqual(ceilingMs(backoff, event.attempt))
      waits.set(event.id, event)
    }
    if (event.kind !== 'phase') continue
    if (event.to === 'alive') alive.add(event.id)
    if (event.to === 'dead') alive.delete(event.id)
    const wait = waits.get(event.id)
    if (event.to !== 'connecting' || wait === undefined) continue
    // Dates in the feed are whole milliseconds.
    if (event.event === 'backoff.elapsed') expect(event.at - wait.at).toBeGreaterThanOrEqual(wait.delayMs - 1)
    else expect(backoff.jitter === 'full' || alive.size > 0).toBe(true)
  }
}

describe('One connection', () => {
  test('that is alone with its endpoint does, byte for byte, what it does without all this', async () => {
    const feed = async (dials?: false): Promise<string> => {
      const storm = new Storm({ clients: 1, connect: ping, ...(dials === false ? { dials } : {}) })
      const events: FeedEvent[] = []
      storm.supervisor.feed$.subscribe((event) => events.push(event))
      await storm.clock.advance(12_000)
      await outage(storm, 60_000)
      const thaw = storm.network.freeze('peer')
      await storm.clock.advance(120_000)
      thaw()
      await storm.untilAllAlive(120_000)
      expect(await storm.stop()).toBe(0)
      return JSON.stringify(events)
    }
    const alone = await feed()
    expect(alone).toContain('"retry"')
    expect(alone).toBe(await feed(false))
  })

  async function down(clients = 3, ms = 30_000): Promise<{ storm: Storm; first: Connection }> {
    const storm = new Storm({ clients, connect: ping })
    await storm.clock.advance(12_000)
    storm.network.crash('peer')
    await storm.clock.advance(ms)
    storm.dials.length = 0
    const first = storm.supervisor.connections.find(({ phase }) => phase === 'backoff')
    if (first === undefined) throw new Error('nobody waits')
    return { storm, first }
  }

  test('that is told to dial does so at once, whatever is known; the others wait on', async () => {
    const { storm, first } = await down()
    const events: FeedEvent[] = []
    storm.supervisor.feed$.subscribe((event) => events.push(event))
    first.retry()
    expect(first.phase).toBe('connecting')
    expect(storm.dials).toHaveLength(1)
    expect(events).toMatchObject([{ kind: 'phase', id: first.id, to: 'connecting', event: 'retry' }])
    expect(await storm.stop()).toBe(0)
  })

  test('that asks to dial again whenever its back-off begins does, though thousands do', async () => {
    const storm = new Storm({ clients: 100, connect: { backoff: { firstMs: 60_000, jitter: 'none' } } })
    await storm.clock.advance(12_000)
    for (const connection of storm.supervisor.connections) {
      connection.phase$.subscribe(({ phase }) => {
        if (phase === 'backoff') connection.retry()
      })
    }
    storm.network.crash('peer')
    storm.serve()
    await storm.clock.advance(10)
    expect(storm.alive).toBeLessThan(100)
    expect(await storm.untilAllAlive(10_000)).toBeLessThan(1_000)
    expect(await storm.stop()).toBe(0)
  })

  test('by delays of its own dials no sooner than they are over, though another one waits', async () => {
    const storm = new Storm({ clients: 2, connect: { backoff: { firstMs: 30_000, maxMs: 30_000 } } })
    const events: FeedEvent[] = []
    storm.supervisor.feed$.subscribe((event) => events.push(event))
    await storm.clock.advance(12_000)
    storm.network.crash('peer')
    await storm.clock.advance(600_000)
    const dials = events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'connecting' ? [event.event] : [],
    )
    expect(dials.length).toBeGreaterThan(20)
    expect(new Set(dials.slice(2))).toEqual(new Set(['backoff.elapsed']))
    expect(await storm.stop()).toBe(0)
  })

  test('that is stopped while it waits leaves nothing behind, and does not hold the others up', async () => {
    const { storm, first } = await down()
    await first.stop()
    await storm.clock.advance(3_000)
    expect(storm.dials.length).toBeGreaterThan(0)
    storm.serve()
    expect(await storm.untilAllAlive(10_000)).toBeLessThan(5_000)
    expect(await storm.stop()).toBe(0)
  })

  test('whose delay ends early, because another got through, says so by its event', async () => {
    const { storm } = await down(10, 600_000)
    const events: string[] = []
    storm.supervisor.feed$.subscribe((event) => {
      if (event.kind === 'phase' && event.to === 'connecting') events.push(event.event ?? '')
    })
    storm.serve()
    await storm.untilAllAlive(10_000)
    expect(new Set(events)).toEqual(new Set(['backoff.elapsed', 'retry']))
    expect(await storm.stop()).toBe(0)
  })

  test('of a supervisor that dials another endpoint is not held', async () => {
    const { storm } = await down()
    storm.network.host('elsewhere')
    const other = storm.supervisor.connect(
      'other',
      storm.counted(storm.network.host('us').dial({ to: 'elsewhere:1' })),
      { backoff: { firstMs: 10, jitter: 'none', maxMs: 10 } },
    )
    await storm.clock.advance(500)
    expect(other.cause?.kind).toBe('refused')
    // Alone there, it goes by its own back-off.
    expect(storm.dials.length).toBeGreaterThan(30)
    expect(await storm.stop()).toBe(0)
  })
})

describe('What the budget is for', () => {
  test('is no first dial: a thousand connections begin at once', () => {
    const storm = new Storm({ clients: 1_000 })
    expect(storm.dials).toHaveLength(1_000)
  })

  test('is also thousands that are told to dial at once', async () => {
    const storm = new Storm({ clients: 1_000 })
    await storm.clock.advance(100)
    storm.network.crash('peer')
    storm.dials.length = 0
    await storm.clock.advance(1)
    for (const connection of storm.supervisor.connections) connection.retry()
    await storm.clock.advance(2_600)
    expect(storm.peak(100)).toBeLessThanOrEqual(46)
    expect(storm.dials.length).toBeGreaterThanOrEqual(1_000)
    expect(await storm.stop()).toBe(0)
  })

  test('is also a restart', async () => {
    const world = testWorld({
      intensity: { restarts: 1_000, withinMs: 1_000 },
      restartDelayMs: 100,
      dials: sharedDials({ perSecond: 10, burst: 1 }),
    })
    for (const id of ['a', 'b', 'c']) {
      const transport = new FakeTransport((dial) => {
        if (dial > 1) return new FakeLink()
        throw new Error('a bug')
      })
      world.supervisor.connect(id, transport)
    }
    const startedAt = world.clock.wall()
    await world.clock.advance(1_000)
    const starts = world.events.flatMap((event) =>
      event.kind === 'phase' && event.to === 'connecting' ? [event.at - startedAt] : [],
    )
    expect(starts).toEqual([0, 0, 0, 100, 200, 300])
  })
})
