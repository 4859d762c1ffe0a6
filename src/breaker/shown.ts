/** What a breaker shows of itself, to streams, user interfaces and inspectors. */
import type { BreakerPhase } from './chart.ts'

/** What opened a breaker: failures in a row, their share, a probe that failed or had no answer, or the peer's end. */
export type OpenedBy = 'failures' | 'rate' | 'probe' | 'probe-timeout' | 'peer'

/** How many calls of each kind there were since the breaker was made. */
export interface BreakerCounts {
  /** They were passed. */
  readonly passed: number
  /** They were not. */
  readonly refused: number
  /** Of those passed: what came of them says that the peer does not work. */
  readonly failed: number
  /** How often it has opened. */
  readonly opened: number
}

/** A breaker as it is at one moment, as JSON can carry it. */
export interface BreakerSnapshot {
  /** What it is called. */
  readonly id: string
  /** Where it is in its life. */
  readonly phase: BreakerPhase
  /** When it entered its phase, in ms since the epoch. */
  readonly since: number
  /** What opened it last; null before. */
  readonly by: OpenedBy | null
  /** When its open time is over, in ms since the epoch; null unless it is open. Where the peer is dead that may have passed. */
  readonly retryAt: number | null
  /** How often in a row it has opened, without being closed for `stableMs` between two of them. */
  readonly openings: number
}

/** A phase of a breaker, and how it came there. */
export interface BreakerChange extends BreakerSnapshot {
  /** The phase before; null at the start. */
  readonly from: BreakerPhase | null
  /** What opened it last: what a call failed by, or the cause of the connection's end. */
  readonly cause: unknown
}
