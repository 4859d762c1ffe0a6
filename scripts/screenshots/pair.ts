/** The same page in light and in dark colours, side by side, so that both show the same moment. */
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'

type Scheme = 'light' | 'dark'

const SIZE = { width: 1_280, height: 800 }

export class Pair {
  readonly #pages: ReadonlyMap<Scheme, Page>
  readonly #contexts: readonly BrowserContext[]

  private constructor(pages: ReadonlyMap<Scheme, Page>, contexts: readonly BrowserContext[]) {
    this.#pages = pages
    this.#contexts = contexts
  }

  /** @param schemes one alone is shot under the name of the view, without that of the scheme. */
  static async open(
    browser: Browser,
    url: string,
    viewport = SIZE,
    schemes: readonly Scheme[] = ['light', 'dark'],
  ): Promise<Pair> {
    const pages = new Map<Scheme, Page>()
    const contexts: BrowserContext[] = []
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      await page.goto(url)
      contexts.push(context)
      pages.set(colorScheme, page)
    }
    return new Pair(pages, contexts)
  }

  /** Chooses one in the tree. */
  choose(name: string): Promise<unknown> {
    return this.#each((page) => row(page, name).click())
  }

  /** Chooses what is there on the map, and points at it. */
  pick(position: { readonly x: number; readonly y: number }): Promise<unknown> {
    return this.#each(async (page) => {
      const map = page.getByRole('listbox')
      await map.click({ position })
      await page.locator('.panel-story').waitFor()
    })
  }

  /** Until the tree shows it in that phase. */
  phase(name: string, phase: string): Promise<unknown> {
    return this.#each((page) => row(page, name).filter({ hasText: phase }).waitFor())
  }

  /** Until the sentence about the chosen one has these words. */
  tells(words: string): Promise<unknown> {
    return this.#each((page) => page.locator('.panel-story').filter({ hasText: words }).waitFor())
  }

  /** Scrolls the panel to one of its parts, as far as its end. */
  bring(title: string): Promise<unknown> {
    return this.#each((page) =>
      page
        .getByRole('region', { name: title })
        .evaluate((part: { scrollIntoView(how: object): void }) => part.scrollIntoView({ block: 'end' })),
    )
  }

  /** Stands on the latest line of the log that fits. */
  standOn(line: RegExp): Promise<unknown> {
    return this.#each(async (page) => {
      await page.getByRole('button', { name: line }).first().click()
      await page.getByRole('banner').getByText('As it was at').waitFor()
      await page.locator('#panel').evaluate((panel: { scrollTop: number }) => {
        panel.scrollTop = 0
      })
    })
  }

  /** @returns the paths of the pictures. */
  async shoot(folder: string, view: string): Promise<string[]> {
    const isOne = this.#pages.size === 1
    return Promise.all(
      [...this.#pages].map(async ([scheme, page]) => {
        const path = join(folder, isOne ? `${view}.png` : `${view}-${scheme}.png`)
        await page.screenshot({ path, animations: 'disabled' })
        return path
      }),
    )
  }

  close(): Promise<unknown> {
    return Promise.all(this.#contexts.map((context) => context.close()))
  }

  #each(does: (page: Page) => Promise<unknown>): Promise<unknown> {
    return Promise.all([...this.#pages.values()].map(does))
  }
}

/** Lets the scene go on for a while, so that there is something to look back on. */
export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function row(page: Page, name: string) {
  return page.getByRole('treeitem').filter({ hasText: name })
}
