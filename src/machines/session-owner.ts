/** Whom a session tells, and by whom it is driven. */
import type { Cause } from '../transport/transport.ts'
import type { ConnectionEvent, Phase } from './events.ts'

/** Who keeps the connection: told of its life, asked for nothing. */
export interface SessionOwner {
  phaseChanged(from: Phase | null, to: Phase, event: ConnectionEvent | null, cause: Cause | null): void
  retryScheduled(attempt: number, delayMs: number): void
  framesDropped(frames: number, why: string): void
  /** The transport says that another link would be better. */
  rotationHinted(): void
  /** Business data has not come for so long; null: it came again. */
  staleChanged(silentMs: number | null): void
  /** A link has got through all its hooks: why it may not stay after all, or null. Left out where nobody asks. */
  entering?(): Cause | null
  /** The chart has ended and nothing is left of the last link. */
  gone(): void
}

/** Where events go: the actor that runs the chart. */
export interface Chart {
  send(event: ConnectionEvent): void
}
