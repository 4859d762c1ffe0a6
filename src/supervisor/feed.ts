/**
 * The feed: one versioned, serialisable stream of all that happens in a tree. Text, JSON lines, recordings and the
 * inspector are made from it; it never writes back. Nobody subscribed, nothing is built.
 */
import { type Observable, Subject } from 'rxjs'
import type { Clock } from '../clock/clock.ts'
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { Frame } from '../machines/frame.ts'
import type { RttSummary } from '../machines/rtt.ts'
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
  /** A connection entered a phase; `cause` where it ended one. */
  | (About & {
      readonly kind: 'phase'
      readonly from: Phase | null
      readonly to: Phase
      readonly event?: ConnectionEvent['type']
      readonly cause?: FeedCause
    })
  /** The next dial is in `delayMs`; `attempt` counts those that led to no stable link, from 1. */
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
  /** The last word on a connection that has ended for good; `rttMs` is null when none was ever measured. */
  | (About & {
      readonly kind: 'summary'
      readonly frames: number
      readonly beats: number
      readonly misses: number
      readonly reconnects: number
      readonly rttMs: RttSummary | null
    })
  /** This process did not run for so long. */
  | { readonly kind: 'stall'; readonly lostMs: number }

/** One thing that happened. */
export type FeedEvent = FeedBody & Stamp

export class Feed {
  readonly events$: Observable<FeedEvent>
  readonly #subject = new Subject<FeedEvent>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    this.events$ = this.#subject.asObservable()
  }

  /** Whether anyone listens; builders of events ask first. */
  get live(): boolean {
    return this.#subject.observed
  }

  emit(body: FeedBody): void {
    if (this.live) this.#subject.next(stamped(body, this.#clock))
  }

  complete(): void {
    this.#subject.complete()
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
