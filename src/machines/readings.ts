/** What can be read off a connection's session: of its present link, and of all its links together. */
import type { Cause } from '../transport/transport.ts'
import type { Phase } from './events.ts'
import type { Inbox } from './inbox.ts'
import { type Quality, QualityRecord } from './quality.ts'
import type { Sketch } from './sketch.ts'
import type { Counts, Traffic } from './traffic.ts'
import type { Vitals } from './vitals.ts'

/** Of a connection without any trouble. */
const NOTHING = Object.freeze(new QualityRecord())

export abstract class Readings {
  phase: Phase | null = null
  /** Why the latest link ended, or would not open. */
  cause: Cause | null = null
  /** Counts links, from 1. */
  generation = 0
  /** Whether the policy wants another dial after the link that was released last. */
  retries = false
  abstract readonly vitals: Vitals
  abstract readonly traffic: Traffic

  get inbox(): Inbox {
    return this.traffic.inbox
  }

  get counts(): Counts {
    return this.traffic.counts
  }

  /** Round-trip times; null while none was measured. */
  get rtt(): Sketch | null {
    return this.traffic.roundTrips.sketch
  }

  /** Whether anything was heard on its link. */
  get isProven(): boolean {
    return this.vitals.isProven
  }

  get misses(): number {
    return this.vitals.misses
  }

  get silentMs(): number | null {
    return this.vitals.silentMs
  }

  get suspicion(): number | null {
    return this.vitals.suspicion
  }

  get isStale(): boolean {
    return this.vitals.isStale
  }

  get detectionMs(): number | null {
    return this.vitals.record?.detection?.lastMs ?? null
  }

  /** How well the peer was watched, over all links so far. */
  get quality(): Quality {
    return (this.vitals.record ?? NOTHING).quality(this.rtt, this.survived)
  }

  /** Stalls that the present link has lived through. */
  get survived(): number {
    return this.vitals.survived
  }
}
