/** A real Chromium, found or brought along, driven by its debugging protocol. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { guard } from '../../support/guard.ts'
import { environmentOf, packedChromium } from './packed.ts'

/** Names the browser to use, by its path. */
const OVERRIDE = 'PULSETREE_CHROMIUM'

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Quiet, small, and startable by root in a container. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--remote-debugging-port=0',
]

/** How long a browser may take to start. */
const START_MS = 15_000

/** What to do where there is no browser. */
export const NO_BROWSER = `no Chromium here: \`apt-get install chromium\`, or ${OVERRIDE}=/path/to/chrome`

/** The path of a browser; null where there is none. @throws Error when the one asked for is not there. */
export async function findChromium(): Promise<string | null> {
  const asked = process.env[OVERRIDE]
  if (asked !== undefined) {
    if (!existsSync(asked)) throw new Error(`${OVERRIDE}=${asked} is not there`)
    return asked
  }
  const usual = [...USUAL_PLACES, chromium.executablePath()].find((path) => existsSync(path))
  if (usual !== undefined) return usual
  return packedChromium()
}

export class Chromium {
  /** The window with its tabs. Pages have nothing emulated: who is in front is seen, the others are hidden. */
  readonly window: BrowserContext
  readonly #browser: Browser
  readonly #process: ChildProcess
  readonly #folder: string

  private constructor(browser: Browser, child: ChildProcess, folder: string) {
    const [window] = browser.contexts()
    if (window === undefined) throw new Error('a browser without a window')
    this.window = window
    this.#browser = browser
    this.#process = child
    this.#folder = folder
  }

  static async start(path: string): Promise<Chromium> {
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-chromium-'))
    const child = spawn(path, [...FLAGS, `--user-data-dir=${folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: environmentOf(path),
    })
    guard(child)
    try {
      // Playwright would keep each page visible for ever; over a connection of its own it can be told not to.
      const browser = await chromium.connectOverCDP(await endpointOf(child), { noDefaults: true })
      return new Chromium(browser, child, folder)
    } catch (error) {
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
      throw error
    }
  }

  /** The processes that run pages do not run. @returns lets them go on. */
  async stopPages(): Promise<() => void> {
    const session = await this.#browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
    for (const id of ids) tell(id, 'SIGSTOP')
    return () => {
      for (const id of ids) tell(id, 'SIGCONT')
    }
  }

  async close(): Promise<void> {
    const session = await this.#browser.newBrowserCDPSession()
    const ended = once(this.#process, 'exit')
    // The browser is gone before it can answer.
    session.send('Browser.close').catch(() => {})
    await ended
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** That of a page which was closed a moment ago may be gone by now. */
function tell(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Where a browser listens, as it says itself. */
async function endpointOf(child: ChildProcess): Promise<string> {
  const said: string[] = []
  if (child.stderr === null) throw new Error('stderr is not piped')
  const lines = createInterface({ input: child.stderr })
  return new Promise((resolve, reject) => {
    const give = (): void => reject(new Error(`the browser did not start:\n${said.join('\n')}`))
    const late = setTimeout(give, START_MS)
    child.once('error', reject)
    child.once('exit', give)
    lines.on('line', (line) => {
      said.push(line)
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (found === undefined) return
      clearTimeout(late)
      child.off('exit', give)
      resolve(found)
    })
  })
}
