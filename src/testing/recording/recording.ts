/** What a recording says, read and checked. */
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Cause } from '../../transport/transport.ts'
import type { Said } from './form.ts'
import type { TapeEvent } from './log.ts'

type FeedOf<Kind extends FeedEvent['kind']> = Extract<FeedEvent, { kind: Kind }>

/** An event of the feed that says what became of somebody, and can be compared; with its line in the file. */
export interface Recorded {
  readonly line: number
  readonly event: FeedOf<'phase' | 'retry' | 'stale' | 'fresh' | 'stall' | 'changed'>
}

/** A connection whose arrivals were recorded. */
export interface TapedConnection {
  readonly id: string
  readonly plan: number
  readonly endpoint: string | null
  readonly listener: number | null
  readonly line: number
}

/** What was recorded beside the feed. */
export interface RecordedTape {
  /** By how many ms the clock on the wall was ahead of the other one at the start. */
  readonly aheadMs: number
  readonly plans: ReadonlyMap<number, { readonly said: Said; readonly line: number }>
  readonly connections: ReadonlyMap<number, TapedConnection>
  readonly listeners: ReadonlyMap<number, { readonly plan: number; readonly endpoint: string }>
  readonly causes: ReadonlyMap<number, Cause>
  readonly events: readonly TapeEvent[]
  /** Where lines of it are missing: before this line; null where none are. What follows is not replayed. */
  readonly brokenAt: number | null
  /** Whether it was recorded to the end of the supervisor: else what was buffered then is missing. */
  readonly isWhole: boolean
}

/** A recording, read and checked: what `replay` replays. */
export interface Recording {
  /** Lines in the file. */
  readonly lines: number
  /** Its last line breaks off, as when the writer was killed; the rest counts. */
  readonly truncated: boolean
  /** How many lines there were of kinds that this version does not know. */
  readonly unknown: number
  /** @internal */
  readonly events: readonly Recorded[]
  /** @internal Null where no arrivals were recorded. */
  readonly tape: RecordedTape | null
}
