/** Workers and ports in a real browser: what of their life is seen from the page, and what only heartbeats tell. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { until } from '../network/support/until.ts'
import { chunkOf, type Files, pageOf } from './support/bundle.ts'
import type { Tab } from './support/tab.ts'
import { expectTrusted } from './support/trusted.ts'
import { inChromium } from './support/world.ts'

/** A worker that knows messages and nothing else. */
const PLAIN = `
  self.onmessage = ({ data }) => {
    if (data === 'ping') postMessage('pong')
    if (data === 'bytes') postMessage(Uint8Array.of(1, 2, 3))
    if (data === 'throw') throw new Error('this worker has a bug')
    if (data === 'spin') for (;;);
  }
  postMessage('up')
`

/** As the page has it. */
const PACE = { everyMs: 150, timeoutMs: 300 }

const source = (name: string): string => fileURLToPath(new URL(`pages/${name}.ts`, import.meta.url))

async function site(): Promise<Files> {
  const script = async (name: string) => [`/${name}.js`, (await chunkOf(source(name))).code] as const
  return new Map([
    ...(await pageOf(source('ports'))),
    await script('dedicated'),
    await script('shared'),
    ['/plain.js', PLAIN],
  ])
}

const starts = (tab: Tab): string[] => tab.frames.map(({ start }) => start)
const says = (tab: Tab, frame: string, times = 1): Promise<unknown> =>
  until(`${frame} comes`, () => starts(tab).filter((start) => start === frame).length === times)
const send = (tab: Tab, frame: string): Promise<unknown> => tab.run(`page.connection.send('${frame}')`)

inChromium(
  'A port in Chromium',
  (world) => {
    async function dialled(kind: string, attempts = 3): Promise<Tab> {
      const tab = await world().tab()
      await tab.run(`void page.dial('${kind}', ${attempts})`)
      return tab
    }

    test('to a worker that knows nothing of us carries text, bytes and heartbeats', async () => {
      const tab = await dialled('plain')
      await tab.enters('alive')
      await send(tab, 'bytes')
      await says(tab, '\u0001\u0002\u0003')
      expect(tab.frames.map(({ isText }) => isText)).toEqual([true, false])
      await tab.page.waitForFunction('page.connection.lastRttMs > 0')
      await tab.run('page.stop()')
      expectTrusted(tab.said, PACE)
      expect(tab.path).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    })

    test('to a worker in a busy loop is found silent, and another worker takes its place', async () => {
      const tab = await dialled('plain')
      await tab.enters('alive')
      await send(tab, 'spin')
      expect((await tab.enters('dead')).cause).toEqual({ kind: 'silent', by: 'peer' })
      await tab.enters('alive', 2)
      await says(tab, 'up', 2)
    })

    test('to a worker that did not catch an exception goes on, since the worker does', async () => {
      const tab = await dialled('plain')
      await tab.enters('alive')
      await send(tab, 'throw')
      await send(tab, 'bytes')
      await says(tab, '\u0001\u0002\u0003')
      expectTrusted(tab.said, PACE)
      expect(tab.path).toEqual(['connecting', 'alive'])
    })

    test('to a worker whose script is missing is refused', async () => {
      const tab = await dialled('missing', 1)
      expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'refused', by: 'peer' })
      await tab.enters('failed')
    })

    test('to a worker that runs this library is one link, seen from both its ends', async () => {
      const tab = await dialled('ours')
      await says(tab, 'up')
      await send(tab, 'hello')
      await says(tab, 'heard hello')
      expect(tab.errors).toEqual([])
    })

    test('to a shared worker that listens is one of many, the very first included', async () => {
      const tabs = [await dialled('shared'), await dialled('shared')]
      for (const [index, tab] of tabs.entries()) {
        await says(tab, `page ${index + 1}`)
        await send(tab, 'hello')
        await says(tab, 'heard hello')
      }
    })

    test('that its other end closes was closed, where the browser says so', async () => {
      const tab = await dialled('channel')
      await tab.enters('alive')
      await tab.run('page.closeFar()')
      const { cause } = await tab.enters('dead')
      const tells = await tab.run('"onclose" in MessagePort.prototype')
      expect(cause).toEqual(
        tells ? { kind: 'closed', by: 'peer', code: null, planned: false } : { kind: 'silent', by: 'peer' },
      )
      await tab.enters('alive', 2)
    })
  },
  site,
)
