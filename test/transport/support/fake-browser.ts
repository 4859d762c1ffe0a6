/** A browser as a test wants it: sockets that do what they are told, a page that lives as it is told. */
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Platform, PlatformSocket } from '../../../src/transport/browser/platform.ts'

export class FakeSocket implements PlatformSocket {
  readonly url: string
  readonly protocols: readonly string[]
  binaryType = 'blob'
  readyState = 1
  bufferedAmount = 0
  /** What was sent, and how it was closed: `close 1000`. */
  readonly log: string[] = []
  onopen: PlatformSocket['onopen'] = null
  onmessage: PlatformSocket['onmessage'] = null
  onclose: PlatformSocket['onclose'] = null

  constructor(url: string, protocols: readonly string[]) {
    this.url = url
    this.protocols = protocols
  }

  send(message: string | Uint8Array): void {
    this.bufferedAmount += message.length
    this.log.push(`send ${String(message)}`)
  }

  close(code?: number): void {
    this.log.push(code === undefined ? 'close' : `close ${code}`)
  }

  message(data: unknown): void {
    this.onmessage?.({ data })
  }
}

/** The document of a page that can be hidden. */
export class FakeDocument extends EventTarget {
  visibilityState = 'visible'

  show(visibilityState: 'visible' | 'hidden'): void {
    this.visibilityState = visibilityState
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

export interface FakeBrowser extends Platform {
  readonly scope: EventTarget
  readonly document: FakeDocument
  readonly clock: VirtualClock
  /** The sockets made so far. */
  readonly sockets: FakeSocket[]
  latest(): FakeSocket
}

export function fakeBrowser(): FakeBrowser {
  const sockets: FakeSocket[] = []
  return {
    scope: new EventTarget(),
    document: new FakeDocument(),
    clock: virtualClock(),
    sockets,
    latest() {
      const latest = sockets.at(-1)
      if (latest === undefined) throw new Error('nothing was dialled')
      return latest
    },
    connect(url, protocols) {
      const socket = new FakeSocket(url, protocols)
      sockets.push(socket)
      return socket
    },
  }
}
