/** `ws` in Node, made to behave as the WebSocket of browsers does. */
import { WebSocket } from 'ws'
import { systemClock } from '../../../src/clock/clock.ts'
import type { Platform, PlatformSocket } from '../../../src/transport/browser/platform.ts'

class PlatformLike implements PlatformSocket {
  binaryType = 'blob'
  onopen: PlatformSocket['onopen'] = null
  onmessage: PlatformSocket['onmessage'] = null
  onclose: PlatformSocket['onclose'] = null
  readonly #ws: WebSocket

  constructor(url: string, protocols: string[]) {
    this.#ws = new WebSocket(url, protocols, { maxPayload: 2 ** 30 })
    this.#ws.on('open', () => this.onopen?.())
    this.#ws.on('close', (code, reason) => this.onclose?.({ code, reason: String(reason) }))
    this.#ws.on('message', (data: Buffer, isBinary) => {
      // Once it closes, a browser drops what still comes.
      if (this.#ws.readyState !== WebSocket.OPEN) return
      this.onmessage?.({ data: isBinary ? new Uint8Array(data).buffer : String(data) })
    })
    this.#ws.on('error', () => {})
  }

  get readyState(): number {
    return this.#ws.readyState
  }

  get bufferedAmount(): number {
    return this.#ws.bufferedAmount
  }

  send(message: string | Uint8Array): void {
    this.#ws.send(message)
  }

  close(code?: number): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
      throw new DOMException(`the code must be 1000, or from 3000 to 4999; ${code} is neither`)
    }
    this.#ws.close(code)
  }
}

export const platformLike: Platform = {
  connect: (url, protocols) => new PlatformLike(url, protocols),
  scope: null,
  document: null,
  clock: systemClock,
}
