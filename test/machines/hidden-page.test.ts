/** A connection in a page whose timers are woken once a second while it is hidden, on virtual time. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import { type FeedEvent, pingPong, supervise } from '../../src/index.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { memoryNetwork } from '../../src/transport/memory.ts'
import { peerServer, pong } from '../support/world.ts'
import { PageClock } from './support/page-clock.ts'

interface Pace {
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
}

const INTERNET: Pace = { everyMs: 10_000, timeoutMs: 5_000, misses: 3 }
const LAN: Pace = { everyMs: 1_000, timeoutMs: 1_000, misses: 2 }
const TIGHT: Pace = { everyMs: 150, timeoutMs: 200, misses: 3 }
const PACES = [
  { name: 'of ten seconds', pace: INTERNET },
  { name: 'of a second', pace: LAN },
  { name: 'far shorter than a second', pace: TIGHT },
]

/** How long a healthy peer takes to answer, at the worst. */
const SHARE_OF_TIMEOUT = 0.8
/** The longest time between two wakings here, and how much later peers are judged for that. */
const WAKING_MS = 1_000
const SLACK_MS = 1_250

class Page {
  readonly base = virtualClock()
  readonly network
  readonly clock
  readonly events: FeedEvent[] = []
  readonly connection

  constructor(heartbeat: Pace, { seed = 1, roundTripMs = 40 } = {}) {
    this.network = memoryNetwork({ clock: this.base, latencyMs: roundTripMs / 2 })
    const us = this.network.host('us')
    this.clock = new PageClock(us.clock)
    peerServer(this.network, pong)
    const fleet = supervise({ clock: this.clock, random: seededRandom(seed) })
    fleet.feed$.subscribe((event) => this.events.push(event))
    this.connection = fleet.connect('c', us.dial({ to: 'peer:7373' }), {
      heartbeat: { protocol: pingPong, ...heartbeat },
    })
  }

  get path(): string[] {
    return this.events.flatMap((event) => (event.kind === 'phase' ? [event.to] : []))
  }

  /** The page does not run for so long; its peer does. */
  async block(ms: number): Promise<void> {
    const thaw = this.network.freeze('us')
    await this.base.advance(ms)
    thaw()
  }

  get stalls(): number {
    return this.events.filter(({ kind }) => kind === 'stall').length
  }

  /** Goes on until the peer is dead; answers how long that took. */
  async untilDead(atMostMs: number): Promise<number> {
    const from = this.base.now()
    while (!this.path.includes('dead') && this.base.now() - from < atMostMs) await this.base.advance(10)
    return this.base.now() - from
  }
}

describe.each(PACES)('A connection in a hidden page, by deadlines $name,', ({ pace }) => {
  const boundMs = pace.everyMs + pace.misses * pace.timeoutMs

  test('stays alive with a healthy peer, suspects nobody and speaks of no stall', async () => {
    const page = new Page(pace)
    await page.base.advance(2_345)
    page.clock.hide()
    await page.base.advance(600_000)
    page.clock.show()
    await page.base.advance(5_000)
    expect(page.path).toEqual(['connecting', 'alive'])
    expect(page.stalls).toBe(0)
  })

  test('finds a silent peer within the bound, the slack, a waking and one for each miss that is due in between', async () => {
    // Misses that are due within one waking take one each: a probe is sent, and waited for, between two of them.
    const wakings = 1 + Math.max(0, pace.misses - 1) * (pace.timeoutMs < WAKING_MS ? 1 : 0)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        async (ms, seed) => {
          const page = new Page(pace, { seed })
          await page.base.advance(1_000)
          page.clock.hide()
          await page.base.advance(ms)
          page.network.freeze('peer')
          const foundMs = await page.untilDead(3 * boundMs + 10_000)
          // What had left the peer before still came.
          expect(foundMs).toBeLessThanOrEqual(boundMs + SLACK_MS + wakings * WAKING_MS + 50)
          expect(page.path).toEqual(['connecting', 'alive', 'suspect', 'dead', 'backoff'])
          expect(page.stalls).toBe(0)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('charges nobody for a time in which the page was blocked or frozen, and tells of it', async () => {
    for (const stallMs of [2_000, 6_000, 60_000]) {
      const page = new Page(pace)
      page.clock.hide()
      await page.base.advance(12_345)
      await page.block(stallMs)
      await page.base.advance(30_000)
      expect(page.path).not.toContain('dead')
      expect(page.path.at(-1)).toBe('alive')
      expect(page.stalls).toBe(1)
    }
  })

  test('never convicts a healthy peer, however it is hidden, shown and blocked', async () => {
    const move = fc.record({
      what: fc.constantFrom('hide', 'show', 'block', 'nothing'),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 900, max: 1_300 }),
      ),
      lateMs: fc.integer({ min: 0, max: 200 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { maxLength: 60 }),
        fc.integer({ min: 1, max: 1_000 }),
        async (moves, seed) => {
          const page = new Page(pace, { seed, roundTripMs: SHARE_OF_TIMEOUT * pace.timeoutMs })
          await page.base.advance(100)
          for (const { what, ms, lateMs } of moves) {
            page.clock.lateMs = lateMs
            if (what === 'hide') page.clock.hide()
            if (what === 'show') page.clock.show()
            if (what === 'block') await page.block(ms)
            else await page.base.advance(ms)
          }
          expect(page.path).not.toContain('dead')
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('A page whose timers are woken more seldom than it says excuses its peer for that, and still finds it dead', async () => {
  const page = new Page(LAN)
  await page.base.advance(1_000)
  // As if they were woken once in three seconds: each of them is a stall.
  const clock = page.clock
  clock.hide()
  clock.lateMs = 2_000
  await page.base.advance(60_000)
  expect(page.path).not.toContain('dead')
  expect(page.stalls).toBeGreaterThan(10)
  page.network.freeze('peer')
  expect(await page.untilDead(60_000)).toBeLessThan(30_000)
})
