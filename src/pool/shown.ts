/** What a pool shows of itself, to streams, user interfaces and inspectors. */
import type { Phase } from '../machines/events.ts'
import type { Cause, FeedCause } from '../transport/transport.ts'

/**
 * Where a pool is: `alive` while one of its connections is, else `suspect` while one is that, else `connecting` until the
 * first dials have ended, else `dead`; `stopped` is its end.
 */
export type PoolPhase = 'connecting' | 'alive' | 'suspect' | 'dead' | 'stopped'

/** A phase of a pool. */
export interface PoolPhaseChange {
  /** The phase now. */
  readonly phase: PoolPhase
  /** Why the latest of its links ended; null while none has. */
  readonly cause: Cause | null
}

/** One connection of a pool, as JSON can carry it. */
export interface PoolMember {
  /** The endpoint's id. */
  readonly id: string
  /** The id of its connection, in the tree. */
  readonly connection: string
  /** Where it leads. */
  readonly endpoint: string
  /** What `order` says of it. */
  readonly order: number
  /** That of its connection. */
  readonly phase: Phase
  /** Calls under way over it. */
  readonly pending: number
  /** How many calls it got. */
  readonly calls: number
  /** How long they take, in ms; null before the first one. */
  readonly latencyMs: number | null
  /** Until when it is left out, in ms since the epoch; null when it is not. */
  readonly ejectedUntil: number | null
  /** Whether its endpoint has left, and only calls under way go on. */
  readonly isLeaving: boolean
}

/** A pool as it is at one moment, as JSON can carry it. */
export interface PoolSnapshot {
  /** Its name among the supervisor's children. */
  readonly id: string
  /** Where it is. */
  readonly phase: PoolPhase
  /** Whether nobody can say just now which endpoints there are: the last known ones stay in use. */
  readonly isStale: boolean
  /** Whether those that are left out are used after all, since too few are good. */
  readonly isPanic: boolean
  /** Callers that wait for a connection. */
  readonly waiting: number
  /** Endpoints that are known, connected or not. */
  readonly endpoints: number
  /** Those connections that it keeps. */
  readonly members: readonly PoolMember[]
}

/** What happens in a pool, as JSON can carry it. `id` is an endpoint's. */
export type PoolEvent =
  /** An endpoint has become known. */
  | { readonly kind: 'joined'; readonly id: string; readonly endpoint: string }
  /** One is known no more. */
  | { readonly kind: 'left'; readonly id: string; readonly endpoint: string }
  /** A connection to it is kept from now on. */
  | { readonly kind: 'opened'; readonly id: string }
  /** None is kept any more: its endpoint has left, it was not needed, its place was, or it has ended for good. */
  | { readonly kind: 'closed'; readonly id: string; readonly why: 'left' | 'idle' | 'replaced' | 'ended' }
  /** None can be kept: there is no way to it, or none that these options are for. It is tried again after a minute. */
  | { readonly kind: 'unusable'; readonly id: string; readonly why: string }
  /** Its connection entered a phase. */
  | { readonly kind: 'phase'; readonly id: string; readonly phase: Phase; readonly cause?: FeedCause }
  /** Calls to it failed too often: it is left out for so long. */
  | { readonly kind: 'ejected'; readonly id: string; readonly forMs: number; readonly times: number }
  /** It is left out no more. */
  | { readonly kind: 'returned'; readonly id: string }
  /** Too few are good: nobody is left out. */
  | { readonly kind: 'panic' }
  /** Enough are good again. */
  | { readonly kind: 'calm' }
