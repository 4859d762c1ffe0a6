/** A Chromium that Playwright drives in all respects: windows of their own, downloads, colours. */
import { type Browser, chromium } from 'playwright-core'
import { findChromium, NO_BROWSER } from './chromium.ts'
import { environmentOf } from './packed.ts'

/** Quiet, small, and startable by root in a container. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--mute-audio']

/** It ends with this process, whichever way that ends. @throws Error where there is none. */
export async function launchChromium(): Promise<Browser> {
  const path = await findChromium()
  if (path === null) throw new Error(NO_BROWSER)
  return chromium.launch({
    executablePath: path,
    env: definedOnly(environmentOf(path)),
    args: FLAGS,
    // They are part of what people see, and take room from it.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  })
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries)
}
