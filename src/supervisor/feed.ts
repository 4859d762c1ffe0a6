/**
 * The feed: one versioned, serialisable stream of all that happens in a tree. Text, JSON lines, recordings and the
 * inspector are made from it; it never writes back. Nobody subscribed, nothing is built.
 */
import { Observable } from 'rxjs'
import type { Clock } from '../clock/clock.ts'
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { Frame } from '../machines/frame.ts'
import { Hot } from '../machines/hot.ts'
import type { Quality } from '../machines/quality.ts'
import type { RotationReason } from '../machines/rotating.ts'
import type { Counts } from '../machines/traffic.ts'
import type { Cause, FeedCause } from '../transport/transport.ts'
import type { SupervisorPhase } from './chart.ts'
import type { IdentityPhase } from './identity/chart.ts'

/** The version of the form below; it changes when a reader would have to. */
export const FEED_VERSION = 1

/** What a declared child is. */
export type ChildKind = 'connection' | 'listener' | 'program' | 'supervisor'

/**
 * What all events carry: the form's version, and when, in ms since the epoch.
 * @inline
 */
interface Stamp {
  readonly v: typeof FEED_VERSION
  readonly at: number
}

/**
 * What the events of one connection carry; of an accepted one `peer` is the remote address, and `identity` who that is,
 * from the moment on that its listener knows.
 * @inline
 */
interface About {
  readonly id: string
  readonly peer?: string
  readonly identity?: string
}

/**
 * What can happen, told apart by `kind`. An `id` is the child's, of an accepted connection its own; `endpoint` is where a
 * listener listens, unless said otherwise; durations are in ms.
 */
export type FeedBody =
  /**
   * A child was declared, under the supervisor called `of`. Accepted connections begin with a `phase`, and belong to the
   * listener whose endpoint their id begins with. `endpoint`: where a connection dials, or what runs of a program, as the
   * tree names it: without what is secret in an address.
   */
  | {
      readonly kind: 'added'
      readonly id: string
      readonly of: string
      readonly child: ChildKind
      readonly endpoint?: string
    }
  /** Options of a child were changed. */
  | { readonly kind: 'changed'; readonly id: string }
  /** A child that has ended for good is forgotten, with all that was under it: its id is free again. */
  | { readonly kind: 'removed'; readonly id: string }
  /** A supervisor entered a phase; nested ones may enter `running` again. */
  | { readonly kind: 'supervisor'; readonly id: string; readonly phase: SupervisorPhase }
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
  /** Something is drained, for `withinMs` at the longest: `id` is a connection's, a listener's or a supervisor's. */
  | { readonly kind: 'draining'; readonly id: string; readonly withinMs: number }
  /**
   * Of the connections drained so many had `finished`, so many were closed by peers that `left`, so many `died` of something
   * else; `cut` had not finished. All stop now.
   */
  | {
      readonly kind: 'drained'
      readonly id: string
      readonly finished: number
      readonly left: number
      readonly died: number
      readonly cut: number
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
      /** Where a new link leads, of a transport that leads to several endpoints. */
      readonly route?: string
    })
  /** A link is dialled that is to take the place of the present one; `why`: a call of `rotate`, its age, or the transport. */
  | (About & { readonly kind: 'rotating'; readonly generation: number; readonly why: RotationReason })
  /** It is proven, and has taken that place; `route` as for a phase. */
  | (About & { readonly kind: 'rotated'; readonly generation: number; readonly route?: string })
  /** It would not open, or was not proven in time: the present link stays. The next try is in `retryMs`, where one is due. */
  | (About & {
      readonly kind: 'not-rotated'
      readonly generation: number
      readonly cause: FeedCause
      readonly retryMs?: number
    })
  /**
   * Somebody whom a listener knows by name entered a phase, `from` null where it is new; `cause` where it died. `id` is the
   * listener's by which it came last.
   */
  | (About & {
      readonly kind: 'identity'
      readonly identity: string
      readonly from: IdentityPhase | null
      readonly to: IdentityPhase
      readonly cause?: FeedCause
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
  /**
   * A thread or a process has exited: with a code (null: a signal ended it, or the thread's code is not known). The end of
   * what it printed is there when it failed and said something, unless `tellOutput` is false.
   */
  | (About & {
      readonly kind: 'exited'
      readonly generation: number
      readonly pid: number | null
      readonly code: number | null
      readonly signal: string | null
      readonly stdout?: string
      readonly stderr?: string
    })
  /** A program that failed too often is replaced by this one from now on, after so many `restarts` in vain. */
  | (About & { readonly kind: 'replaced'; readonly program: string; readonly restarts: number })
  /** A task did not heed its signal in time: it runs on, and nothing it does is heard. */
  | (About & { readonly kind: 'left'; readonly generation: number })
  /** Restarting was no answer any more: for one child, or (`id` is the supervisor's name) for all. */
  | (About & {
      readonly kind: 'gave-up'
      readonly of: 'child' | 'supervisor'
      readonly causes: readonly FeedCause[]
      /** Of a supervisor: from it to the innermost one that gave up, each with its causes. */
      readonly chain?: readonly { readonly id: string; readonly causes: readonly FeedCause[] }[]
    })
  /** The last word on a connection that has ended for good. */
  | (About & { readonly kind: 'summary' } & Counts & Quality)
  /** The last word on a supervisor, `id` is its name: the summaries of all `connections` there ever were, together. */
  | ({ readonly kind: 'total'; readonly id: string; readonly connections: number } & Counts & Quality)
  /**
   * Of `of` links, `lost` ended within `withinMs` by what our own network may have done: until a peer answers, only
   * canaries dial. See `doubt` of `sharedDials`.
   */
  | { readonly kind: 'doubt'; readonly lost: number; readonly of: number; readonly withinMs: number }
  /** A peer has answered, so long after the `doubt` began: dials go on. */
  | { readonly kind: 'assured'; readonly afterMs: number }
  /**
   * This process did not run for so long. `slept`: only the clock on the wall tells of it, so the machine slept, or that
   * clock was set forward.
   */
  | { readonly kind: 'stall'; readonly lostMs: number; readonly slept?: true }

/** One thing that happened. */
export type FeedEvent = FeedBody & Stamp

export class Feed {
  /** Whoever wants to know at times; see `tap.ts`. */
  tap: { readonly isWanted: boolean; next(event: FeedEvent): void } | null = null
  readonly #events = new Hot<FeedEvent>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get events$(): Observable<FeedEvent> {
    return this.#events.stream$
  }

  /** The events of one part of the tree, and those that concern the whole process. */
  of(id: string, prefix: string): Observable<FeedEvent> {
    return new Observable((subscriber) =>
      this.#events.stream$.subscribe({
        next(event) {
          if (!('id' in event) || event.id === id || event.id.startsWith(prefix)) subscriber.next(event)
        },
        complete: () => subscriber.complete(),
      }),
    )
  }

  /** Whether anyone listens; builders of events ask first. */
  get live(): boolean {
    return this.#events.observed || this.tap?.isWanted === true
  }

  emit(body: FeedBody): void {
    if (!this.live) return
    const event = stamped(body, this.#clock)
    this.#events.next(event)
    this.tap?.next(event)
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
