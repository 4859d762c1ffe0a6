/** One browser for a file's tests; and for each test a supervisor, its peers in other processes, its inspector, and pages. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest'
import {
  type ChildOptions,
  type Connection,
  type ConnectOptions,
  pingPong,
  type SuperviseOptions,
  type Supervisor,
  supervise,
} from '../../../../src/index.ts'
import { type InspectOptions, type Inspector, inspect } from '../../../../src/inspector/index.ts'
import { tcp } from '../../../../src/transport/tcp.ts'
import { Program } from '../../../network/support/program.ts'
import { findChromium, NO_BROWSER } from '../../support/chromium.ts'
import { launchChromium } from '../../support/launch.ts'
import { Looker } from './looker.ts'

const START_MS = 30_000
const path = await findChromium()
const PEER = fileURLToPath(new URL('../peers/pong-lines.mjs', import.meta.url))

/** Finds silence within 1.9 s: slow enough for each phase to be seen on a loaded machine. */
export const WATCHED = {
  heartbeat: { protocol: pingPong, everyMs: 300, timeoutMs: 600, misses: 3 },
  backoff: { firstMs: 1_500, maxMs: 1_500, jitter: 'none', stableMs: 60_000 },
} as const satisfies ConnectOptions

export class Inspecting {
  readonly #browser: Browser

  constructor(browser: Browser) {
    this.#browser = browser
  }

  /** A supervisor that ends with the test. */
  fleet(options: SuperviseOptions = {}): Supervisor {
    const fleet = supervise({ name: 'fleet', ...options })
    onTestFinished(() => fleet.stop({ now: true }))
    return fleet
  }

  /** A peer in a process of its own that knows nothing of us. */
  async peer(port = 0): Promise<Peer> {
    const program = new Program('pong-lines', [PEER, `port=${port}`])
    onTestFinished(async () => {
      await program.kill()
    })
    const [, bound] = await program.says(/^ready (\d+)$/)
    return { program, port: Number(bound), endpoint: `tcp://127.0.0.1:${bound}` }
  }

  /** Such a peer, and a connection to it. */
  async feed(
    fleet: Supervisor,
    name: string,
    options: ConnectOptions & ChildOptions = WATCHED,
    port = 0,
  ): Promise<{ peer: Peer; connection: Connection }> {
    const peer = await this.peer(port)
    return { peer, connection: fleet.connect(name, tcp(peer.endpoint), options) }
  }

  async inspect(fleet: Supervisor, options: InspectOptions = {}): Promise<Inspector> {
    const inspector = await inspect(fleet, options)
    onTestFinished(() => inspector.close())
    return inspector
  }

  /** A page that shows it: in a window of its own, which is gone with the test. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<Looker> {
    const looker = await this.blank(options)
    await looker.page.goto(url)
    return looker
  }

  async blank(options: BrowserContextOptions = {}): Promise<Looker> {
    const context = await this.#browser.newContext({
      viewport: { width: 1_280, height: 800 },
      colorScheme: 'light',
      ...options,
    })
    onTestFinished(() => context.close())
    return new Looker(await context.newPage())
  }

  /** A folder that is gone with the test. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-page-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    return folder
  }
}

export interface Peer {
  readonly program: Program
  readonly port: number
  readonly endpoint: string
}

/** Where there is no browser they are one skipped line that says what to install; in CI they fail. */
export function inspecting(title: string, tests: (world: () => Inspecting) => void): void {
  if (path === null) return withoutBrowser(title)
  describe(title, () => {
    let browser: Browser | null = null
    beforeAll(async () => {
      browser = await launchChromium()
    }, START_MS)
    afterAll(() => browser?.close())
    tests(() => {
      if (browser === null) throw new Error('the browser has not started')
      return new Inspecting(browser)
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
