/** The example pages, built as their readers would build them, in a browser, with the example server. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { Program } from '../network/support/program.ts'
import { freePort } from '../support/free-port.ts'
import { filesOf } from './support/bundle.ts'
import { inChromium } from './support/world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

// They import the package by its name, so they get what is built. Quick when that is up to date.
execFileSync(process.execPath, [`${root}scripts/ensure.mjs`, '--dist'], { stdio: 'inherit' })

const build = () => filesOf({ root: `${root}examples`, configFile: `${root}examples/vite.config.ts` })

/** A life from end to end, with two servers started on the way. */
const WITHIN_MS = 60_000

async function serverOn(port: number): Promise<Program> {
  const server = new Program('examples/server', [
    '--import',
    'tsx',
    `${root}examples/server.ts`,
    String(port),
  ])
  onTestFinished(async () => {
    await server.kill()
  })
  await server.says(/^listening on ws:/)
  return server
}

/** What a person sees. */
class Card {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** Waits until a text is to be seen; `where` is a CSS selector. */
  async shows(text: string | RegExp, where = '.status'): Promise<void> {
    await this.#page.locator(where, { hasText: text }).waitFor({ timeout: 15_000 })
  }

  press(button: string): Promise<void> {
    return this.#page.getByRole('button', { name: button }).click({ timeout: 5_000 })
  }

  isEnabled(button: string): Promise<boolean> {
    return this.#page.getByRole('button', { name: button }).isEnabled()
  }

  texts(where: string): Promise<string[]> {
    return this.#page.locator(where).allInnerTexts()
  }
}

inChromium(
  'The example',
  (world) => {
    test.each(['page', 'react'])(
      'in examples/%s shows a connection alive, lost, waited for, and alive again',
      async (name) => {
        const port = await freePort()
        const server = await serverOn(port)
        const page = await world().browser.window.newPage()
        onTestFinished(() => page.close())
        const errors: string[] = []
        page.on('pageerror', (error) => errors.push(String(error)))
        await page.goto(`${world().site.url}/${name}/?server=ws://127.0.0.1:${port}/prices`)
        const card = new Card(page)

        await card.shows('The server answers.')
        await card.shows('AMS', 'table')
        expect(await card.texts('table th')).toEqual(['AMS', 'BRU', 'CPH', 'DUB'])
        expect([await card.isEnabled('Ask now'), await card.isEnabled('Dial now')]).toEqual([true, false])
        await card.press('Ask now')
        await card.shows(/\d ms/, 'dl')

        server.freeze()
        await card.shows('A heartbeat went unanswered')
        await card.shows('Suspect')
        // It may be dead by now.
        const words = (await card.texts('li')).map((line) => line.split('\n')[1])
        const suspectAt = words.indexOf('Suspect')
        expect(words.slice(suspectAt, suspectAt + 2)).toEqual(['Suspect', 'Alive'])
        await server.kill()
        await card.shows('Waiting')
        await card.shows('Dialling again soon.')
        await card.shows(/in \d+ s/, 'dl')

        await serverOn(port)
        await card.shows('The server answers.')
        await card.shows(/no\. ([2-9]|\d\d)/, 'dl')
        expect((await card.texts('li'))[0]).toContain('Alive')
        expect(errors).toEqual([])
      },
      WITHIN_MS,
    )
  },
  build,
)
