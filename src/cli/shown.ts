/** What the command line shows: the feed, and remarks of its own. */
import type { FeedEvent } from '../index.ts'

/** A remark about what no feed knows: what the demo does to its peers, certificates that were read again. */
export interface Note {
  readonly v: 1
  /** In ms since the epoch. */
  readonly at: number
  readonly kind: 'note'
  readonly text: string
}

export type Shown = FeedEvent | Note

/** One line for one event, without its newline; null for events that are not shown. */
export type Format = (event: Shown) => string | null
