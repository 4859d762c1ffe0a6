/** What a connection shows of itself, to streams and to user interfaces. */
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { Cause } from '../transport/transport.ts'

/** A phase and how it was reached. `cause` is why the latest link ended; null while none has. */
export interface PhaseChange {
  /** The phase before; null at the start, and where nobody had asked by then. */
  readonly from: Phase | null
  /** The phase now. */
  readonly phase: Phase
  /** What led there; null as for `from`. */
  readonly event: ConnectionEvent['type'] | null
  /** Why the latest link ended, or would not open; null while none has. */
  readonly cause: Cause | null
}

/** A connection as it is at one moment, for user interfaces. What moves with every frame is asked of the connection. */
export interface ConnectionSnapshot {
  /** Its name among the supervisor's children. */
  readonly id: string
  /** Where it is in its life. */
  readonly phase: Phase
  /** Why the latest link ended, or would not open; null while none has. */
  readonly cause: Cause | null
  /** When it entered its phase, in ms since the epoch. */
  readonly since: number
  /**
   * When its delay is over, after which it dials or is started again, in ms since the epoch; null unless it waits for
   * that. Where several wait for one endpoint that is down it may lie in the past.
   */
  readonly retryAt: number | null
  /** Counts the links of this connection from 1, those that would not open included. */
  readonly generation: number
  /** How often the supervisor started it again. */
  readonly restarts: number
  /** Whether no business frame has come for `staleAfterMs`; false where that is not watched. */
  readonly isStale: boolean
  /** Whether it has ended for good: nothing will change any more. */
  readonly ended: boolean
}
