/** A connection in a page that is hidden, frozen, offline or left: the page's life is a hint, and never a verdict. */
import { expect, test } from 'vitest'
import { lasting, until } from '../network/support/until.ts'
import { freePort } from '../support/free-port.ts'
import type { Tab } from './support/tab.ts'
import { expectTrusted, type Patience } from './support/trusted.ts'
import { inChromium } from './support/world.ts'

const SOON = { firstMs: 50, maxMs: 200 }
/** Nobody waits for this: only a hint makes a dial before it is over. */
const MUCH_LATER = { firstMs: 60_000, jitter: 'none' } as const

/** Finds silence within 750 ms. */
const QUICK = { heartbeat: { everyMs: 150, timeoutMs: 200, misses: 3 }, backoff: SOON }
const QUICK_BOUND_MS = 750
/** Times a bound: long enough to be past it. */
const LONGER = 1.3
/** Asks so seldom that within a test only a hint makes it ask; then it finds silence within 600 ms. */
const LAZY = { heartbeat: { everyMs: 600_000, timeoutMs: 200, misses: 3 }, backoff: SOON }
const LAZY_BOUND_MS = 600
const HINTED: Patience = { everyMs: 0, timeoutMs: 200 }
/** A tick, and what a loaded machine takes from everyone. */
const SLACK_MS = 1_000

const PING = /^got ping$/

/**
 * Nobody was suspected. Newer Chromium closes the WebSockets of a page that it freezes, and of one that it keeps for
 * coming back to; older ones leave them open, or do not keep such pages. The first is a reset, and no verdict of ours.
 */
function expectNoVerdict(tab: Tab, patience: Patience): void {
  expectTrusted(tab.said, patience)
  expect(tab.path).not.toContain('suspect')
  const causes = tab.phases.filter(({ to }) => to === 'dead').map(({ cause }) => cause?.kind)
  expect(causes.filter((kind) => kind !== 'reset')).toEqual([])
  expect(tab.errors).toEqual([])
}

const isAlive = (tab: Tab): boolean => tab.path.at(-1) === 'alive'

inChromium('A connection in a page', (world) => {
  async function alive(settings: Parameters<Tab['connect']>[1], port = 0) {
    const server = await world().peer(port)
    const tab = await world().tab()
    await tab.connect(server.url, settings)
    await tab.enters('alive')
    return { ...server, tab }
  }

  test('that is hidden, its timers slowed, stays alive as long as its peer answers', async () => {
    const { peer, tab } = await alive(QUICK)
    await tab.hide()
    await lasting(LONGER * QUICK_BOUND_MS)
    await peer.says(PING, peer.said(PING).length + 2)
    expectTrusted(tab.said, QUICK.heartbeat)
    expect(tab.path).toEqual(['connecting', 'alive'])
  })

  test.each([
    ['seldom', LAZY, HINTED],
    ['often', QUICK, QUICK.heartbeat],
  ])(
    'that asks %s and is frozen for longer than silence may last suspects nobody for it',
    async (_, pace, patience) => {
      const { peer, tab } = await alive(pace)
      await tab.hide()
      await tab.freeze()
      await lasting(LONGER * QUICK_BOUND_MS)
      const heard = peer.lines.length
      await tab.thaw()
      await tab.show()
      // Asked on the link that there was, or dialled.
      await until('the page speaks to its peer again', () =>
        peer.lines.slice(heard).some((line) => /^(got|open)/.test(line)),
      )
      await lasting(QUICK_BOUND_MS)
      await until('it is alive', () => isAlive(tab))
      expectNoVerdict(tab, patience)
    },
  )

  test('whose peer died while it was frozen finds that out within the bound from where it goes on', async () => {
    const { peer, tab } = await alive(LAZY)
    await tab.hide()
    await tab.freeze()
    peer.freeze()
    await lasting(LONGER * LAZY_BOUND_MS)
    await tab.thaw()
    await tab.show()
    const seenAt = Date.now()
    const dead = await tab.enters('dead')
    expect(dead.cause?.kind).toMatch(/^(silent|reset)$/)
    expect(dead.at - seenAt).toBeLessThan(LAZY_BOUND_MS + SLACK_MS)
    peer.thaw()
    await tab.enters('alive', 2)
  })

  test('whose process does not run for a while, as on a machine asleep, suspects nobody for it', async () => {
    const { peer, tab } = await alive(QUICK)
    await peer.says(PING, 2)
    const goOn = await world().browser.stopPages()
    await lasting(LONGER * QUICK_BOUND_MS)
    goOn()
    await peer.says(PING, peer.said(PING).length + 3)
    // The page's words and those of its peer come by different ways.
    await until('a stall is told', () => tab.said.some(({ kind }) => kind === 'stall'))
    expectTrusted(tab.said, QUICK.heartbeat)
    expect(tab.path).toEqual(['connecting', 'alive'])
  })

  test('whose peer died while its process did not run finds that out all the same', async () => {
    const { peer, tab } = await alive(QUICK)
    await peer.says(PING, 2)
    const goOn = await world().browser.stopPages()
    peer.freeze()
    await lasting(QUICK_BOUND_MS)
    goOn()
    const awakeAt = Date.now()
    const dead = await tab.enters('dead')
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - awakeAt).toBeLessThan(QUICK_BOUND_MS + SLACK_MS)
    peer.thaw()
    await tab.enters('alive', 2)
  })

  test('that is seen again dials at once rather than when its back-off is over', async () => {
    const { peer, port, tab } = await alive({ ...QUICK, backoff: MUCH_LATER }, await freePort())
    await tab.hide()
    await tab.freeze()
    await tab.thaw()
    await peer.kill()
    await tab.enters('backoff')
    await world().peer(port)
    await tab.show()
    await tab.enters('alive', 2)
    expect(await tab.enters('connecting', 2)).toMatchObject({ from: 'backoff', event: 'retry' })
  })

  test('that is told it is offline asks its peer, and stays alive while that answers', async () => {
    const { peer, tab } = await alive(LAZY)
    const asked = peer.said(PING).length
    await tab.tellOfNetwork('offline')
    await peer.says(PING, asked + 1)
    expect(await tab.run('navigator.onLine')).toBe(false)
    await lasting(LAZY_BOUND_MS)
    await tab.tellOfNetwork('online')
    await peer.says(PING, asked + 2)
    expectTrusted(tab.said, HINTED)
    expect(tab.path).toEqual(['connecting', 'alive'])
  })

  test('whose network goes away without a word is dead within the bound, and back as soon as it is back', async () => {
    const { tab } = await alive({ ...LAZY, backoff: MUCH_LATER })
    await tab.network('offline')
    const goneAt = Date.now()
    const dead = await tab.enters('dead')
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    expect(dead.at - goneAt).toBeLessThan(LAZY_BOUND_MS + SLACK_MS)
    await tab.enters('backoff')
    await tab.network('online')
    await tab.enters('alive', 2)
    expect(await tab.enters('connecting', 2)).toMatchObject({ event: 'retry' })
  })

  test('that is left and come back to recovers, whether the browser kept it or loads it anew', async () => {
    const { url, tab } = await alive(QUICK)
    await tab.page.goto(`${world().site.url}/elsewhere.html`)
    // Not before this call has its answer: the page that would give it is gone.
    await tab.run('void setTimeout(() => history.back())')
    await tab.page.waitForURL(`${world().site.url}/`, { waitUntil: 'commit' })
    // Loaded anew, its script has yet to run.
    await tab.page.waitForFunction('globalThis.page !== undefined')
    const isKept = await tab.run<boolean>('page.connection !== undefined')
    if (!isKept) await tab.connect(url, QUICK)
    await tab.enters('alive', 2)
    expectNoVerdict(tab, QUICK.heartbeat)
  })
})
