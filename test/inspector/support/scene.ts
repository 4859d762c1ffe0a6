/** A real inspector on a real port, and pages that are plain WebSockets: all of it is gone when the test is. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type SuperviseOptions, type Supervisor, supervise } from '../../../src/index.ts'
import { inspection } from '../../../src/inspector/inspect.ts'
import type { Inspector } from '../../../src/inspector/inspector.ts'
import { type InspectOptions, inspectPlan } from '../../../src/inspector/options.ts'
import type { PageMessage, ServerMessage } from '../../../src/inspector/wire.ts'

export const HTML = '<!doctype html><style>p{color:red}</style><p>page</p><script type="module">go()</script>'

/** A folder that is gone when the test is. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'pulsetree-inspector-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** A page that is built, as a test has it. */
export async function pageFile(html = HTML): Promise<URL> {
  const path = join(await folder(), 'page.html')
  writeFileSync(path, html)
  return pathToFileURL(path)
}

export function tree(options: SuperviseOptions = {}): Supervisor {
  const supervisor = supervise({ name: 'fleet', ...options })
  onTestFinished(() => supervisor.stop({ now: true }))
  return supervisor
}

export async function inspected(supervisor: Supervisor, options: InspectOptions = {}): Promise<Inspector> {
  const inspector = await inspection(supervisor, inspectPlan(options), await pageFile())
  onTestFinished(() => inspector.close())
  return inspector
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export async function ask(
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const asking = request(url, { method, headers, agent: false }).end()
  const [response] = await once(asking, 'response')
  let body = ''
  for await (const piece of response) body += piece
  return { status: response.statusCode, headers: response.headers, body }
}

/** Where the feed of a page is. */
export function feedOf(url: string): string {
  return url.replace(/^http/, 'ws').replace('/?', '/feed?')
}

/** What an upgrade is answered: 101, or another status. */
export async function statusOfUpgrade(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const ws = new WebSocket(url, { headers })
  return new Promise((resolve, reject) => {
    ws.on('open', () => {
      ws.terminate()
      resolve(101)
    })
    ws.on('unexpected-response', (asked, response) => {
      asked.destroy()
      resolve(response.statusCode ?? 0)
    })
    ws.on('error', reject)
  })
}

export class TestPage {
  readonly got: ServerMessage[] = []
  readonly ws: WebSocket
  /** The code that it was closed with: 1006 where its server went without a word. */
  readonly closed: Promise<number>
  #code: number | null = null
  #waiting: (() => void)[] = []

  constructor(url: string) {
    this.ws = new WebSocket(feedOf(url))
    this.ws.on('message', (data) => {
      const text = String(data)
      // The answer to a `ping` in words is none of these.
      if (text !== 'pong') this.got.push(JSON.parse(text))
      this.#look()
    })
    // What a system says of a server that is gone is no failure of a test; the close follows it.
    this.ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code) => {
        this.#code = code
        this.#look()
        resolve(code)
      })
    })
    onTestFinished(() => this.ws.terminate())
  }

  say(message: PageMessage | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The first message of this kind, among those that came or are to come, that is as wanted. */
  async told<Kind extends ServerMessage['t']>(
    kind: Kind,
    isWanted: (message: Extract<ServerMessage, { t: Kind }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { t: Kind }>> {
    for (;;) {
      for (const message of this.got) if (isOf(message, kind) && isWanted(message)) return message
      if (this.#code !== null) throw new Error(`closed by ${this.#code} before it was told such a ${kind}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #look(): void {
    for (const look of this.#waiting.splice(0)) look()
  }
}

function isOf<Kind extends ServerMessage['t']>(
  message: ServerMessage,
  kind: Kind,
): message is Extract<ServerMessage, { t: Kind }> {
  return message.t === kind
}

/** Waits until this is so, on a loaded machine as well; nothing is measured by it. */
export async function eventually(isSo: () => boolean): Promise<void> {
  await vi.waitUntil(isSo, { timeout: 15_000, interval: 10 })
}

/** A page that has got the tree. */
export async function opened({ url }: Inspector): Promise<TestPage> {
  const page = new TestPage(url)
  await page.told('hello')
  return page
}
