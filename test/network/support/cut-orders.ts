/** What the program on the near host is told, and what it tells, a JSON value a line each. */
import type { FeedEvent } from '../../../src/index.ts'
import type { Pace } from './bounds.ts'
import type { Gap } from './gaps.ts'

/** Which way a connection goes. */
export type Over = 'tcp' | 'tls' | 'websocket'

/** How silence is judged. */
export type Judge = 'fixed' | 'phi' | 'adaptive'

/** The options that matter here. */
export interface Terms {
  readonly heartbeat?: Pace & { readonly detector?: Judge }
  /** `hello`: says `hello` on each new link and waits for `welcome`; `name`: lets in whoever says who it is. */
  readonly handshake?: 'hello' | 'name'
  /** Default 100 ms, always; else doubling from it. */
  readonly backoff?: 'steady' | 'doubling'
  readonly connectTimeoutMs?: number
  readonly handshakeTimeoutMs?: number
  readonly firstFrameTimeoutMs?: number
  readonly writeTimeoutMs?: number
  readonly closeTimeoutMs?: number
  readonly idleMs?: number
}

export type Order =
  /** Connections of a test share a supervisor, which is named by it. */
  | ({
      readonly order: 'connect'
      readonly id: string
      readonly endpoint: string
      readonly ca: string
    } & Place)
  | ({ readonly order: 'listen'; readonly id: string; readonly host: string } & Place & Shown)
  /** Sends so many frames, numbered and filled up to so many bytes, at once. Told of by {@link Sent}. */
  | {
      readonly order: 'send'
      readonly id: string
      readonly count: number
      readonly word: string
      readonly bytes: number
    }
  /** Asks for {@link Told}. */
  | { readonly order: 'ask'; readonly id: string }
  /** Stops all of a test. */
  | { readonly order: 'stop'; readonly test: string }

interface Place {
  readonly test: string
  readonly over: Over
  readonly terms: Terms
}

interface Shown {
  readonly cert: string
  readonly key: string
}

/** A business frame that came. */
export interface Got {
  readonly kind: 'got'
  readonly id: string
  readonly at: number
  readonly text: string
}

/** What became of frames that were sent: how many the system took, and why it did not take the others. */
export interface Sent {
  readonly kind: 'sent'
  readonly id: string
  readonly taken: number
  readonly lost: readonly string[]
}

/** How a connection stands. */
export interface Told {
  readonly kind: 'told'
  readonly id: string
  readonly generation: number
  readonly reconnects: number
}

/** The machine kept it from running. */
export interface GapReport extends Gap {
  readonly kind: 'gap'
}

/** It takes orders. */
export interface Ready {
  readonly kind: 'ready'
}

export type Report = FeedEvent | Got | Sent | Told | GapReport | Ready
