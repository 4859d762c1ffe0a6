/** An identity as users see it, and how it changes. */
import type { Cause, FeedCause } from '../../transport/transport.ts'
import { feedCause } from '../feed.ts'
import type { Connection } from '../handle.ts'
import type { IdentityPhase } from './chart.ts'

/** @inline */
interface Known {
  /** The name it goes by. */
  readonly identity: string
  /** Where it is in its life. */
  readonly phase: IdentityPhase
  /** When it entered its phase, in ms since the epoch. */
  readonly since: number
  /** When it was last heard, over any of its links, in ms since the epoch. */
  readonly lastHeardAt: number
  /** How many links of it have come so far. */
  readonly visits: number
  /** The remote address of the latest one, where there is one. */
  readonly peer: string | null
}

/** An identity as it is at one moment. */
export interface Identity extends Known {
  /** Its connections that have not ended, oldest first. */
  readonly connections: readonly Connection[]
  /** Why the latest of its links that ended did, or `silent` when its visits stopped; null while neither happened. */
  readonly cause: Cause | null
  /** The same as JSON can carry it, times in whole milliseconds: `JSON.stringify` asks for it. */
  toJSON(): IdentityValue
}

/** An identity as JSON can carry it. */
export interface IdentityValue extends Known {
  /** The ids of its connections that have not ended, oldest first. */
  readonly connections: readonly string[]
  /** As that of {@link Identity}, without what a bug threw. */
  readonly cause: FeedCause | null
}

/** An {@link Identity} whose JSON is no property of its own. */
export class Shown implements Identity {
  readonly identity: string
  readonly phase: IdentityPhase
  readonly since: number
  readonly lastHeardAt: number
  readonly connections: readonly Connection[]
  readonly visits: number
  readonly peer: string | null
  readonly cause: Cause | null

  constructor(now: Omit<Identity, 'toJSON'>) {
    this.identity = now.identity
    this.phase = now.phase
    this.since = now.since
    this.lastHeardAt = now.lastHeardAt
    this.connections = now.connections
    this.visits = now.visits
    this.peer = now.peer
    this.cause = now.cause
    Object.freeze(this)
  }

  toJSON(): IdentityValue {
    const { cause } = this
    return {
      ...this,
      since: Math.round(this.since),
      lastHeardAt: Math.round(this.lastHeardAt),
      connections: this.connections.map(({ id }) => id),
      cause: cause && feedCause(cause),
    }
  }
}

/** An identity has entered a phase. */
export interface IdentityChange {
  /** The phase before; null when it is new. */
  readonly from: IdentityPhase | null
  /** The identity as it is now. */
  readonly identity: Identity
}

/** How many identities are in each phase. */
export type IdentityCounts = Readonly<Record<Exclude<IdentityPhase, 'gone'>, number>>
