/** What the vital signs of a connection's links ask of whoever runs it. A contract, apart from what keeps it. */
import type { ConnectionEvent } from './events.ts'

/** Told only when something changes. */
export interface VitalsOwner {
  report(event: ConnectionEvent): void
  /** Send one beat now. */
  beat(): void
  /** Bytes held back as the possible beginning of a heartbeat have waited long enough. */
  releaseHeld(): void
  /** Business data has not come for so long; null: it came again. */
  staleFor(silentMs: number | null): void
}
