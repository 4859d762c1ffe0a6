/**
 * A connection in a page that nobody sees: the browser wakes its timers once a second, and hands it what arrives at once.
 * Each test counts the wakings, so that none passes because nothing was slowed.
 */
import { expect, test } from 'vitest'
import { lasting, until } from '../network/support/until.ts'
import { freePort } from '../support/free-port.ts'
import type { Settings, Tab, TabEvent } from './support/tab.ts'
import { expectTrusted } from './support/trusted.ts'
import { inChromium } from './support/world.ts'

const SOON = { firstMs: 50, maxMs: 200 }
/** Nobody waits for this. */
const MUCH_LATER = { firstMs: 60_000, jitter: 'none' } as const

/** Deadlines far shorter than the time between two wakings. */
const TIGHT = { everyMs: 150, timeoutMs: 200, misses: 3 }
const TIGHT_BOUND_MS = 750
/** Deadlines with more room. */
const ROOMY = { everyMs: 500, timeoutMs: 1_000, misses: 2 }
const ROOMY_BOUND_MS = 2_500

const WAKING_MS = 1_000
/** How much later peers are judged in a hidden page: by the slack of its timers, at the next waking. */
const LATER_MS = 1_250 + WAKING_MS
/** What a loaded machine takes from everyone. */
const SLACK_MS = 1_000
/** Of its own, within a test; each waking would be another one. */
const REAL_STALLS = 1

const PING = /^got ping$/

type Stall = Extract<TabEvent, { kind: 'stall' }>

inChromium('A connection in a hidden page', (world) => {
  /** A page with a living connection, hidden and slowed; and the stalls that it tells of from then on. */
  async function hidden(settings: Settings) {
    const server = await world().peer()
    const tab = await world().tab()
    await tab.connect(server.url, settings)
    await tab.enters('alive')
    await tab.hideAndCount()
    const before = tab.said.length
    const stalls = (): Stall[] => tab.said.slice(before).filter((event) => event.kind === 'stall')
    return { ...server, tab, stalls }
  }

  async function expectSlowed(tab: Tab): Promise<void> {
    const { wakings, forMs } = await tab.wakings()
    expect(forMs).toBeGreaterThan(WAKING_MS)
    expect(wakings).toBeLessThanOrEqual(forMs / WAKING_MS + 2)
  }

  test('stays alive by deadlines far shorter than a waking as long as its peer answers, and does not take wakings for stalls', async () => {
    const { peer, tab, stalls } = await hidden({ heartbeat: TIGHT })
    await peer.says(PING, peer.said(PING).length + 4)
    await expectSlowed(tab)
    expectTrusted(tab.said, TIGHT)
    expect(tab.path).toEqual(['connecting', 'alive'])
    expect(stalls().length).toBeLessThanOrEqual(REAL_STALLS)
  })

  test('finds a frozen peer little later than one that is seen, and comes back', async () => {
    const { peer, tab, stalls } = await hidden({ heartbeat: ROOMY, backoff: SOON })
    await peer.says(PING, peer.said(PING).length + 1)
    peer.freeze()
    const frozenAt = Date.now()
    const dead = await tab.enters('dead')
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - frozenAt).toBeLessThan(ROOMY_BOUND_MS + LATER_MS + SLACK_MS)
    // Until it was frozen it was trusted.
    const doubt = tab.phases.at(tab.phases.indexOf(dead) - 1) ?? dead
    expectTrusted(tab.said.slice(0, tab.said.indexOf(doubt)), ROOMY)
    expect(tab.path.slice(0, 4)).toEqual(['connecting', 'alive', 'suspect', 'dead'])
    expect(stalls().length).toBeLessThanOrEqual(REAL_STALLS)
    peer.thaw()
    await tab.enters('alive', 2)
    await expectSlowed(tab)
  })

  test('that is blocked for longer than silence may last convicts nobody for it, and tells of the stall', async () => {
    const { peer, tab, stalls } = await hidden({ heartbeat: TIGHT })
    const blockMs = 2_500
    const goesOnAt = await tab.run<number>(
      `{ const until = performance.now() + ${blockMs}; while (performance.now() < until) Math.random(); Date.now() }`,
    )
    await peer.says(PING, peer.said(PING).length + 3)
    await until('a stall is told', () => stalls().some(({ at }) => at >= goesOnAt))
    await until('it is alive', () => tab.path.at(-1) === 'alive')
    expect(tab.path).not.toContain('dead')
    const isOfBlock = ({ at, lostMs }: Stall): boolean => at >= goesOnAt && at - lostMs < goesOnAt
    expect(stalls().filter(isOfBlock)).toMatchObject([{ lostMs: expect.any(Number) }])
    expect(stalls().length).toBeLessThanOrEqual(1 + REAL_STALLS)
    await expectSlowed(tab)
  })

  test('that is seen again is as quick as ever', async () => {
    const { peer, tab } = await hidden({ heartbeat: TIGHT, backoff: SOON })
    await peer.says(PING, peer.said(PING).length + 3)
    await expectSlowed(tab)
    await tab.show()
    // For twice the slack peers are still judged later: what left late is waited for.
    await peer.says(PING, peer.said(PING).length + Math.ceil(2_500 / TIGHT.everyMs) + 3)
    peer.freeze()
    const frozenAt = Date.now()
    const dead = await tab.enters('dead')
    expect(dead.at - frozenAt).toBeLessThan(TIGHT_BOUND_MS + SLACK_MS)
    peer.thaw()
    await tab.enters('alive', 2)
  })
})

inChromium('A network that comes and goes', (world) => {
  test('is one early dial, however often it does', async () => {
    const { peer, url } = await world().peer(await freePort())
    const tab = await world().tab()
    await tab.connect(url, { heartbeat: ROOMY, backoff: MUCH_LATER })
    await tab.enters('alive')
    await peer.kill()
    await tab.enters('backoff')
    for (let flap = 0; flap < 5; flap += 1) {
      await tab.tellOfNetwork('offline')
      await tab.tellOfNetwork('online')
      await until('it waits', () => tab.path.at(-1) === 'backoff')
    }
    await lasting(200)
    expect(tab.path.filter((phase) => phase === 'connecting')).toHaveLength(2)
    expect(await tab.run('navigator.onLine')).toBe(true)
  })
})
