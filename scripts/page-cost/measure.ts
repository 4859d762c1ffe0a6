/** A page in a browser of its own looks at a fleet in this process. */
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from '../../src/inspector/index.ts'
import { launchChromium } from '../../test/browser/support/launch.ts'
import { Unrest } from './fleet.ts'
import { frameCosts, quantile } from './trace.ts'

export interface Terms {
  readonly seconds: number
  readonly connections: number
  readonly eventsPerSecond: number
}

export interface Figures extends Terms {
  /** Events that really came, a second. */
  readonly events: number
  readonly frames: number
  /** CPU time of the page's main thread in scripts, between two frames, in ms. */
  readonly scriptMs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** In use after a collection, in MB; evenly over the time. */
  readonly heapMb: readonly number[]
}

/** Traces are large: script is measured in this many windows of {@link WINDOW_MS}, evenly over the time. */
const WINDOWS = 6
const WINDOW_MS = 5_000
/** Until what runs often is compiled, and the first garbage is gone. */
const WARM_MS = 10_000
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline']

export async function measured(terms: Terms): Promise<Figures> {
  const unrest = new Unrest(terms.connections)
  const inspector = await inspect(unrest.fleet)
  const browser = await launchChromium()
  try {
    await unrest.begin()
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
    await page.goto(inspector.url)
    await page.getByRole('listbox').click({ position: { x: 100, y: 100 } })
    await page.locator('.panel-story').waitFor()
    const protocol = await page.context().newCDPSession(page)
    await protocol.send('HeapProfiler.enable')
    await protocol.send('Performance.enable')
    unrest.stir(terms.eventsPerSecond)
    await sleep(WARM_MS)
    const costs: number[] = []
    const heapMb: number[] = []
    const before = { events: unrest.events, at: performance.now() }
    const restMs = Math.max(0, (terms.seconds * 1_000) / WINDOWS - WINDOW_MS)
    for (let window = 0; window < WINDOWS; window += 1) {
      await browser.startTracing(page, { categories: CATEGORIES })
      await sleep(WINDOW_MS)
      costs.push(...frameCosts(await browser.stopTracing()))
      await protocol.send('HeapProfiler.collectGarbage')
      const { metrics } = await protocol.send('Performance.getMetrics')
      const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
      heapMb.push(Math.round(used / 100_000) / 10)
      await sleep(restMs)
    }
    const events = ((unrest.events - before.events) * 1_000) / (performance.now() - before.at)
    return {
      ...terms,
      events: Math.round(events),
      frames: costs.length,
      scriptMs: { p50: quantile(costs, 0.5), p99: quantile(costs, 0.99), max: quantile(costs, 1) },
      heapMb,
    }
  } finally {
    await browser.close()
    await inspector.close()
    await unrest.end()
  }
}
