/** What is used of a browser: nothing that any page or worker does not have. */
import { type Clock, systemClock } from '../../clock/clock.ts'

/** The state of a WebSocket that takes messages. */
export const OPEN = 1

/** A WebSocket of the platform's. */
export interface PlatformSocket {
  binaryType: string
  /** 0 while it connects, {@link OPEN}, 2 once either side said goodbye, 3 when it is closed. */
  readonly readyState: number
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedAmount: number
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null
  send(message: string | Uint8Array): void
  /** @param code 1000, or from 3000 to 4999. */
  close(code?: number): void
}

/** Whatever tells events of the page: its window, its document, a worker's global scope. */
export interface EventSource {
  addEventListener(
    type: string,
    listener: (event: object) => void,
    options: { readonly signal: AbortSignal },
  ): void
}

export interface Platform {
  connect(url: string, protocols: string[]): PlatformSocket
  /** What tells of the network and of pages that come back; null outside browsers. */
  readonly scope: EventSource | null
  /** What tells whether anybody sees the page; null in workers. */
  readonly document: (EventSource & { readonly visibilityState: string }) | null
  readonly clock: Clock
}

// As globals: what there is of them depends on where this runs.
declare const WebSocket: new (url: string, protocols: string[]) => PlatformSocket
declare const document: Platform['document']
declare const self: EventSource

/** The browser this runs in. */
export const browser: Platform = {
  connect: (url, protocols) => new WebSocket(url, protocols),
  get scope() {
    return typeof self === 'undefined' ? null : self
  },
  get document() {
    return typeof document === 'undefined' ? null : document
  },
  clock: systemClock,
}
