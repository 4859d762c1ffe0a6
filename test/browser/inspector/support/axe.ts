/** The page as an auditor of accessibility finds it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What an auditor would call serious or critical; in dark colours, of what depends on colour. */
export async function grave(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = [...(await findings(page, '{}'))]
  await page.emulateMedia({ colorScheme: 'dark' })
  found.push(...(await findings(page, "{ runOnly: ['color-contrast', 'link-in-text-block'] }")))
  await page.emulateMedia({ colorScheme: 'light' })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
}

function findings(page: Page, options: string): Promise<readonly Finding[]> {
  return page.evaluate<readonly Finding[]>(`axe.run(${options}).then(({ violations }) => violations)`)
}
