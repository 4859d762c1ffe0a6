/** A tab with one connection in it, and what that says on the console. */
import type { CDPSession, Page } from 'playwright-core'
import type { BackoffOptions, FeedEvent } from '../../../src/index.ts'
import { happened, until } from '../../network/support/until.ts'

/** What the feed told, and when the page itself had last heard anything of any peer; both in ms since the epoch. */
export type TabEvent = FeedEvent & { readonly heardAt: number | null }

export type PhaseEvent = Extract<TabEvent, { kind: 'phase' }>

/** A business frame that came. */
export interface Got {
  readonly kind: 'got'
  readonly isText: boolean
  readonly length: number
  readonly start: string
}

/** Settings of a connection that go over to the page. */
export interface Settings {
  readonly heartbeat?: { readonly everyMs: number; readonly timeoutMs: number; readonly misses: number }
  readonly backoff?: BackoffOptions
  readonly writeTimeoutMs?: number
  readonly maxFrameBytes?: number
}

const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }

/** A chain of timers that wants twenty wakings a second. A page that is not hidden after that long will not be. */
const COUNT_WAKINGS = `new Promise((resolve) => {
  const count = () => {
    page.wakings += 1
    setTimeout(count, 50)
  }
  const start = () => {
    if (document.visibilityState !== 'hidden') return
    Object.assign(page, { wakings: 0, countedFrom: performance.now() })
    count()
    resolve(true)
  }
  document.addEventListener('visibilitychange', start, { once: true })
  start()
  setTimeout(() => resolve(false), 5_000)
})`

export class Tab {
  readonly page: Page
  readonly protocol: CDPSession
  /** All that was said since the tab was opened, over all pages it has shown. */
  readonly said: (TabEvent | Got)[] = []
  /** Errors that nobody caught. */
  readonly errors: Error[] = []
  /** What the browser put on the console. */
  readonly complaints: string[] = []

  constructor(page: Page, protocol: CDPSession) {
    this.page = page
    this.protocol = protocol
    page.on('console', (message) => {
      if (message.type() !== 'log') {
        this.complaints.push(message.text())
        return
      }
      this.said.push(JSON.parse(message.text()))
      happened()
    })
    page.on('pageerror', (error) => this.errors.push(error))
  }

  /** Runs in the page, where `page` is what `pages/connection.ts` made. */
  run<T>(script: string): Promise<T> {
    return this.page.evaluate<T>(script)
  }

  async connect(url: string, { maxFrameBytes, ...settings }: Settings = {}): Promise<void> {
    const options = maxFrameBytes === undefined ? {} : { maxFrameBytes }
    await this.run(
      `void page.connect(${[url, settings, options].map((value) => JSON.stringify(value)).join()})`,
    )
  }

  /** Its window is put away: it is hidden, and its timers are slowed to one a second. */
  async hide(): Promise<void> {
    await this.protocol.send('Emulation.setFocusEmulationEnabled', { enabled: false })
    // Not behind another tab: in headless shells each one has a window to itself, and none is in front.
    await this.#window('minimized')
  }

  /** {@link hide}s it and counts the wakings of its timers from then on. */
  async hideAndCount(): Promise<void> {
    await this.hide()
    if (!(await this.run<boolean>(COUNT_WAKINGS))) throw new Error('this browser did not hide the page')
  }

  /** How often its timers were woken, and in how many ms. */
  wakings(): Promise<{ wakings: number; forMs: number }> {
    return this.run('({ wakings: page.wakings, forMs: performance.now() - page.countedFrom })')
  }

  /** It is seen again. */
  async show(): Promise<void> {
    await this.#window('normal')
    await this.page.bringToFront()
    await this.protocol.send('Emulation.setFocusEmulationEnabled', { enabled: true })
  }

  /** Nothing runs in it any more, as in a tab that was hidden for long. It has to be hidden. */
  async freeze(): Promise<void> {
    await this.protocol.send('Page.setWebLifecycleState', { state: 'frozen' })
  }

  async thaw(): Promise<void> {
    await this.protocol.send('Page.setWebLifecycleState', { state: 'active' })
  }

  /** What the page is told of the network, which itself goes on. */
  async tellOfNetwork(is: 'online' | 'offline'): Promise<void> {
    await this.protocol.send('Network.overrideNetworkState', { offline: is === 'offline', ...UNLIMITED })
  }

  /** The network itself: gone, it carries nothing, open connections included, and says so to nobody but the page. */
  async network(is: 'online' | 'offline'): Promise<void> {
    await this.protocol.send('Network.emulateNetworkConditions', { offline: is === 'offline', ...UNLIMITED })
  }

  async close(): Promise<void> {
    // Other tabs may share it.
    await this.#window('normal')
    await this.page.close()
  }

  get phases(): PhaseEvent[] {
    return this.said.filter((event) => event.kind === 'phase')
  }

  get path(): string[] {
    return this.phases.map(({ to }) => to)
  }

  get frames(): Got[] {
    return this.said.filter((event) => event.kind === 'got')
  }

  /** The `nth` time the connection enters a phase, whether it has or is yet to. */
  enters(phase: PhaseEvent['to'], nth = 1): Promise<PhaseEvent> {
    return until(
      () => `the connection is ${phase} (${nth}); it has been ${this.path.join(', ')}`,
      () => this.phases.filter(({ to }) => to === phase).at(nth - 1),
    )
  }
  async #window(windowState: 'minimized' | 'normal'): Promise<void> {
    const { windowId } = await this.protocol.send('Browser.getWindowForTarget')
    await this.protocol.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
  }
}
