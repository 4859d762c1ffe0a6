/** Somebody who looks at the page: finds things by what they are called, and waits until they are to be seen. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { Watched } from './watched.ts'

/** Long enough for a loaded machine; nothing is measured by it. */
const PATIENCE = { timeout: 10_000 }

export class Looker {
  readonly page: Page
  /** Whatever the page complained of: errors that nobody caught, and what its content policy forbade. */
  readonly complaints: string[] = []

  constructor(page: Page) {
    this.page = page
    page.setDefaultTimeout(PATIENCE.timeout)
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !/^Failed to load resource|WebSocket connection/.test(message.text()))
        this.complaints.push(message.text())
    })
    // Whatever a stranger's text might have run.
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }

  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Supervision tree' })
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: 'The selected part' })
  }

  /** The sentence that says what goes on. */
  get story(): Locator {
    return this.panel.locator('.panel-story')
  }

  get log(): Locator {
    return this.panel.getByRole('region', { name: 'What happened' })
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: /^Timeline of/ })
  }

  get lanes(): Locator {
    return this.page.getByRole('region', { name: 'Lanes' })
  }

  row(name: string | RegExp): Locator {
    return this.tree.getByRole('treeitem').filter({ hasText: name })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async choose(name: string): Promise<void> {
    await this.row(name).click()
    await this.panel.getByRole('heading', { name }).waitFor()
  }

  /** Goes to the list of parts by its key; the next key is for that list. */
  async goToParts(): Promise<void> {
    await this.page.keyboard.press('1')
    await this.reads(
      'whether one is there',
      () => this.page.evaluate<boolean>(`document.activeElement.closest('.part-nodes') !== null`),
      (isThere) => isThere,
    )
  }

  /** Keeps an eye on what stands in elements from now on, by their CSS selector, or in an attribute of theirs. */
  watch(selector: string, attribute: string | null = null): Promise<Watched> {
    return Watched.begin(this.page, selector, attribute)
  }

  /** Waits until this is to be seen there, for good: what stands there for less than two seconds may be missed, see {@link watch}. */
  async sees(where: Locator, what: string | RegExp): Promise<void> {
    try {
      await where.filter({ hasText: what }).first().waitFor(PATIENCE)
    } catch {
      const there = await where.allTextContents()
      throw new Error(`nobody sees ${what}; what is there: ${JSON.stringify(there, null, 1)}`)
    }
  }

  /** Waits until what is read there fits; says what was read last where it never did. */
  async reads<T>(what: string, read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
    const value = { last: await read() }
    await expect
      .poll(
        async () => {
          value.last = await read()
          return fits(value.last) ? 'as it should be' : value.last
        },
        { ...PATIENCE, message: what },
      )
      .toBe('as it should be')
    return value.last
  }

  /** What a button hands out as a file. */
  async saved(name: string): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.button(name).click()])
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }

  /** The picture of the timeline as it is on the screen: what a canvas shows, as text. */
  async timelineSvg(): Promise<string> {
    return (await this.saved('SVG')).text
  }

  /** Drops a file on the page, as from a desktop. */
  async drop(name: string, text: string): Promise<void> {
    const files = await this.page.evaluateHandle(`{
      const transfer = new DataTransfer()
      transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}))
      transfer
    }`)
    await this.page.locator('.page').dispatchEvent('drop', { dataTransfer: files })
  }
}
