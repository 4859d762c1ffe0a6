/** What a bundler makes of the installed package. Only sizes that would show a mistake are asserted here. */
import { describe, expect } from 'vitest'
import { inChromium } from '../browser/support/world.ts'
import { bundleOf, pageOf, textOf } from './support/page.ts'
import { INSTALL_WITHIN_MS, test, theProject } from './support/project.ts'

describe('Bundled from the package', { timeout: INSTALL_WITHIN_MS }, () => {
  test('whoever imports nothing pays nothing', async ({ project }) => {
    expect(await bundleOf(project, "import 'pulsetree'\nimport 'pulsetree/websocket'")).toBe('')
  })

  test('whoever imports a codec gets no supervisor, no XState and no RxJS', async ({ project }) => {
    const bundle = await bundleOf(project, "export { lines } from 'pulsetree'")
    expect(bundle).not.toMatch(/xstate|subscribe/)
    expect(bundle.length).toBeLessThan(3_500)
    expect(bundle.length).toBeGreaterThan(500)
  })

  test("a page gets the platform's WebSocket, and nothing of Node", async ({ project }) => {
    const page = textOf(await pageOf(project))
    expect(page).toContain('new WebSocket')
    expect(page).not.toMatch(/node:|__vite-browser-external|require\(/)
    // Words of `ws`, and of our side of it.
    expect(page).not.toMatch(/Sec-WebSocket|permessage-deflate|Buffer\./i)
  })
})

inChromium(
  'A page built from the package',
  (world) => {
    test('becomes alive, shows what the server says, and sees it go', async ({ project: _ }) => {
      const { peer, url } = await world().peer()
      const { page, errors } = await world().tab()
      await page.goto(`${world().site.url}/?${url}`)
      const text = page.locator('p')
      await peer.says(/^got ping$/)
      peer.tell('say hello')
      await page.waitForFunction(`document.querySelector('p').textContent.includes('hello')`)
      expect(await text.textContent()).toBe('…connecting; alive; hello; ')
      peer.tell('cut')
      await page.waitForFunction(`document.querySelector('p').textContent.includes('backoff')`)
      expect(await text.textContent()).toMatch(/^…connecting; alive; hello; dead; backoff; /)
      expect(errors).toEqual([])
    })
  },
  // Without a project there is no page; its test says why.
  async () => theProject().then(pageOf, () => new Map()),
)
