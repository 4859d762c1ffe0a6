/** A place of the page that somebody keeps an eye on: looks from outside are half a second apart, and miss what is short. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Long enough for a loaded machine; nothing is measured by it. */
const PATIENCE = { timeout: 10_000, interval: 20 }

/** What stands in those elements, a line each, or in an attribute of theirs: at first, and after whatever changes in the page. */
function watching(selector: string, attribute: string | null): string {
  const read = attribute === null ? 'textContent' : `getAttribute(${JSON.stringify(attribute)})`
  return `(() => {
    const texts = []
    const look = () => {
      const found = [...document.querySelectorAll(${JSON.stringify(selector)})]
      const text = found.map((element) => element.${read}).join('\\n')
      if (text !== texts.at(-1)) texts.push(text)
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
    look()
    globalThis.watched = [...(globalThis.watched ?? []), texts]
    return globalThis.watched.length - 1
  })()`
}

export class Watched {
  readonly #page: Page
  readonly #number: number
  /** Where {@link saw} goes on. */
  #from = 0

  private constructor(page: Page, number: number) {
    this.#page = page
    this.#number = number
  }

  static async begin(page: Page, selector: string, attribute: string | null): Promise<Watched> {
    return new Watched(page, await page.evaluate<number>(watching(selector, attribute)))
  }

  /** Waits until this stood there, however shortly, since what was seen before it. */
  async saw(what: RegExp): Promise<void> {
    let texts: readonly string[] = []
    const look = async (): Promise<unknown> => {
      texts = await this.#page.evaluate<string[]>(`globalThis.watched[${this.#number}].slice(${this.#from})`)
      const found = texts.findIndex((text) => what.test(text))
      if (found < 0) return texts.slice(-10)
      this.#from += found
      return 'seen'
    }
    await expect.poll(look, { ...PATIENCE, message: `whether ${what} was to be seen` }).toBe('seen')
  }
}
