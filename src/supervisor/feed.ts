/**
 * The feed: one versioned, serialisable stream of all that happens in a tree. Text, JSON lines, recordings and the
 * inspector are made from it; it never writes back. Nobody subscribed, nothing is built.
 */
import type { Observable } from 'rxjs'
import type { Clock } from '../clock/clock.ts'
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { Frame } from '../machines/frame.ts'
import { Hot } from '../machines/hot.ts'
import type { Quality } from '../machines/quality.ts'
import type { Counts } from '../machines/traffic.ts'
import type { Cause, FeedCause } from '../transport/transport.ts'

/** The version of the form below; it changes when a reader would have to. */
export const FEED_VERSION = 1

/**
 * What all events carry: the form's version, and when, in ms since the epoch.
 * @inline
 */
interface Stamp {
  readonly v: typeof FEED_VERSION
  readonly at: number
}

/**
 * What the events of one connection carry; `peer` is the remote address of an accepted one.
 * @inline
 */
interface About {
  readonly id: string
  readonly peer?: string
}

/**
 * What can happen, told apart by `kind`. An `id` is the child's, of an accepted connection its own; `endpoint` is where a
 * listener listens; durations are in ms.
 */
export type FeedBody =
  /** A listener is bound; `endpoint` has the real port. */
  | { readonly kind: 'listening'; readonly id: string; readonly endpoint: string }
  /** A listener has closed, or failed: `cause` says which. */
  | { readonly kind: 'closed'; readonly id: string; readonly endpoint: string; readonly cause: FeedCause }
  /** Accepting had to pause, out of files for instance. */
  | { readonly kind: 'paused'; readonly id: string; readonly endpoint: string; readonly cause: FeedCause }
  /** Accepting went on. */
  | { readonly kind: 'resumed'; readonly id: string; readonly endpoint: string }
  /** A peer that was turned away. */
  | {
      readonly kind: 'rejected'
      readonly id: string
      readonly endpoint: string
      readonly peer?: string
      readonly why: string
    }
  /**
   * A connection entered a phase; `cause` where it ended one, `detectionMs` where that was a verdict of silence: from the
   * last sign of life on, in attention.
   */
  | (About & {
      readonly kind: 'phase'
      readonly from: Phase | null
      readonly to: Phase
      readonly event?: ConnectionEvent['type']
      readonly cause?: FeedCause
      readonly detectionMs?: number
    })
  /** No business frame for so long, whatever heartbeats say; only where `staleAfterMs` was asked for. */
  | (About & { readonly kind: 'stale'; readonly silentMs: number })
  /** Business data came again. */
  | (About & { readonly kind: 'fresh' })
  /**
   * The next dial is in `delayMs`, or when leave to dial is given; `attempt` counts those that led to no stable link, from
   * 1. It came sooner where `event` of the phase after it is `retry`.
   */
  | (About & { readonly kind: 'retry'; readonly attempt: number; readonly delayMs: number })
  /** A business frame that is UTF-8; only where somebody built it in with {@link frameEvent}. */
  | (About & { readonly kind: 'frame'; readonly text: string })
  /** A business frame that is not. */
  | (About & { readonly kind: 'frame'; readonly base64: string })
  /** Frames that will never be sent, from a full queue. */
  | (About & { readonly kind: 'dropped'; readonly frames: number; readonly why: string })
  /** The supervisor starts a child again; `restarts` counts them over its life. */
  | (About & {
      readonly kind: 'restart'
      readonly restarts: number
      readonly delayMs: number
      readonly cause: FeedCause
    })
  /** Restarting was no answer any more: for one child, or (`id` is the supervisor's name) for all. */
  | (About & {
      readonly kind: 'gave-up'
      readonly of: 'child' | 'supervisor'
      readonly causes: readonly FeedCause[]
    })
  /** The last word on a connection that has ended for good. */
  | (About & { readonly kind: 'summary' } & Counts & Quality)
  /** The last word on a supervisor, `id` is its name: the summaries of all `connections` there ever were, together. */
  | ({ readonly kind: 'total'; readonly id: string; readonly connections: number } & Counts & Quality)
  /**
   * This process did not run for so long. `slept`: only the clock on the wall tells of it, so the machine slept, or that
   * clock was set forward.
   */
  | { readonly kind: 'stall'; readonly lostMs: number; readonly slept?: true }

/** One thing that happened. */
export type FeedEvent = FeedBody & Stamp

export class Feed {
  readonly #events = new Hot<FeedEvent>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get events$(): Observable<FeedEvent> {
    return this.#events.stream$
  }

  /** Whether anyone listens; builders of events ask first. */
  get live(): boolean {
    return this.#events.observed
  }

  emit(body: FeedBody): void {
    if (this.live) this.#events.next(stamped(body, this.#clock))
  }

  complete(): void {
    this.#events.complete()
  }
}

function stamped(body: FeedBody, clock: Clock): FeedEvent {
  return { v: FEED_VERSION, at: Math.round(clock.wall()), ...body }
}

/** A cause without what cannot be written down. */
export function feedCause(cause: Cause): FeedCause {
  if (cause.kind !== 'crash') return cause
  return { kind: cause.kind, by: cause.by, detail: cause.detail }
}

/** The feed's form of a business frame; contents enter a feed only where somebody builds them in with this. */
export function frameEvent(about: About, frame: Frame, clock: Clock): FeedEvent {
  const text = frame.textOrNull
  const body: FeedBody =
    text === null
      ? { ...about, kind: 'frame', base64: base64(frame.bytes) }
      : { ...about, kind: 'frame', text }
  return stamped(body, clock)
}

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
