/** One browser for a file's tests, and what each of them needs; or one skipped line that says why there is none. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest'
import { Program } from '../../network/support/program.ts'
import { type Files, pageOf } from './bundle.ts'
import { Chromium, findChromium, NO_BROWSER } from './chromium.ts'
import { type Site, siteOf } from './site.ts'
import { Tab } from './tab.ts'

const START_MS = 30_000
const path = await findChromium()

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export class World {
  readonly browser: Chromium
  readonly site: Site

  constructor(browser: Chromium, site: Site) {
    this.browser = browser
    this.site = site
  }

  /** A new tab, in front of all others, which shows the page of the file's tests. It closes with the test. */
  async tab(): Promise<Tab> {
    const page = await this.browser.window.newPage()
    const tab = new Tab(page, await this.browser.window.newCDPSession(page))
    onTestFinished(() => tab.close())
    await page.goto(this.site.url)
    return tab
  }

  /** A WebSocket server in a process of its own. It ends with the test. */
  async peer(port = 0): Promise<{ peer: Program; url: string; port: number }> {
    const peer = new Program('ws-peer', [here('./ws-peer.mjs'), String(port)])
    onTestFinished(async () => {
      await peer.kill()
    })
    const bound = Number((await peer.says(/^ready (\d+)$/))[1])
    return { peer, url: `ws://127.0.0.1:${bound}/prices`, port: bound }
  }
}

/**
 * Tests that need a browser, and the page they are about: by default the one connection of `pages/connection.ts`. Where
 * there is no browser they are one skipped line that says what to install; in CI they fail.
 */
export function inChromium(
  title: string,
  tests: (world: () => World) => void,
  build: () => Promise<Files> = () => pageOf(here('../pages/connection.ts')),
): void {
  if (path === null) return withoutBrowser(title)
  describe(title, () => {
    let world: World | null = null
    const closing: { close(): Promise<void> }[] = []
    beforeAll(async () => {
      const site = await siteOf(await build())
      closing.push(site)
      const browser = await Chromium.start(path)
      closing.push(browser)
      world = new World(browser, site)
    }, START_MS)
    afterAll(async () => {
      for (const one of closing.reverse()) await one.close()
    })
    tests(() => {
      if (world === null) throw new Error('the browser has not started')
      return world
    })
  })
}

function withoutBrowser(title: string): void {
  const { CI: isCi } = process.env
  if (isCi !== 'true') return test.skip(`${title} (${NO_BROWSER})`, () => {})
  test(title, () => {
    throw new Error(NO_BROWSER)
  })
}
