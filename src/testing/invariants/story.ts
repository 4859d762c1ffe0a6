/** One connection as somebody saw it who stood beside it: what its feed told, and what its links were told. */
import type { Phase } from '../../machines/events.ts'
import type { Link } from '../../transport/transport.ts'
import type { ConnectionFacts } from './facts.ts'
import { type Span, Spans } from './spans.ts'

/** One link, from beside it. */
export interface LinkRecord {
  /** How many links of this connection there were before. */
  readonly nth: number
  readonly dialledAt: number
  /** As whom others know what was dialled; null where that is nobody else's. */
  readonly endpoint: string | null
  openedAt: number | null
  firstHeardAt: number | null
  lastHeardAt: number | null
  isReleased: boolean
  /** Its place was taken, or it came to nothing: it is being closed. */
  isLeft: boolean
  /** The link itself; null until it was dialled. */
  itself: Link | null
}

export class Story {
  readonly id: string
  /** Whether a peer dialled us. */
  readonly isAccepted: boolean
  /** As of the dial of its link; null where nothing is known of it. */
  facts: ConnectionFacts | null = null
  /** The same of the link that is to take its place. */
  factsToCome: ConnectionFacts | null = null
  /** It was declared just now: what was said of it is not to be read yet. */
  isNew = true
  /** As whom others know what it dials; null where that is nobody else's, or not known. */
  endpoint: string | null = null
  /** All that it may dial, by the same names. */
  endpoints: ReadonlySet<string> = new Set()
  phase: Phase | null = null
  enteredAt = 0
  /** Its latest life began then. */
  bornAt = 0
  /** The phase before it had a link again: alive for the last time then. */
  lastAliveAt = 0
  /** Alive without a break since. */
  aliveAt = 0
  /** The link it is about; null while none was dialled, or where nobody stands beside them. */
  link: LinkRecord | null = null
  /** Links that were not released yet, oldest first. */
  readonly open: LinkRecord[] = []
  /** Those dialled so far. */
  dialled = 0
  /** A link is dialled that is to take the place of the present one. */
  isRotating = false
  /** When somebody asked it to dial now, to say whether its peer is there, or to stop. */
  retryAskedAt = Number.NEGATIVE_INFINITY
  probeAskedAt = Number.NEGATIVE_INFINITY
  stopAskedAt = Number.POSITIVE_INFINITY
  /** When its peer's bytes will have reached this host; null when none are known to be under way. */
  arrivalAt: number | null = null
  /** The times in which it was asked not to read. */
  readonly pauses = new Spans()
  /** It has ended for good: what is asked of it means nothing to another one in its place. */
  isFinal = false
  isPaused = false

  constructor(id: string, isAccepted: boolean) {
    this.id = id
    this.isAccepted = isAccepted
  }

  /** Whether it has several endpoints to choose from, dial by dial. */
  get isRouted(): boolean {
    return this.endpoints.size > 1
  }

  /** Whether it waits to dial this endpoint, as far as that can be seen. */
  waitsFor(endpoint: string | null): boolean {
    return this.phase === 'backoff' && endpoint !== null && this.endpoints.has(endpoint)
  }

  /** Whether it has ended: for good, or until its supervisor starts it again. */
  get isOver(): boolean {
    return this.phase === null || this.phase === 'stopped' || this.phase === 'failed'
  }

  /** Since when bytes of its link wait that came while we did not run; null where none do, or its kind does not say. */
  get unreadSince(): number | null {
    const link = this.link?.itself ?? null
    if (link === null || !('unreadSince' in link)) return null
    return typeof link.unreadSince === 'number' ? link.unreadSince : null
  }

  get hasLink(): boolean {
    return this.phase === 'alive' || this.phase === 'suspect'
  }

  /** When the peer was last heard on this link, its opening included; null where that is not known. */
  get lastSignAt(): number | null {
    if (this.link === null || this.link.openedAt === null) return null
    return Math.max(this.link.openedAt, this.link.lastHeardAt ?? 0)
  }
}

/** Times in which this process did not run, or did not read this connection. */
export function gapsOf(story: Story, process: Spans, since: number, now: number): readonly Span[] {
  return [...process.within(since, now), ...story.pauses.within(since, now)]
}
