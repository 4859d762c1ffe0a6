/** What watches one invariant: it sees the feed and every link, and says what it expected. */
import type { Phase } from '../../machines/events.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { FactBook } from './facts.ts'
import type { Family } from './family.ts'
import type { Ledger } from './ledger.ts'
import type { Spans } from './spans.ts'
import type { LinkRecord, Story } from './story.ts'

export type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>
export type RetryEvent = Extract<FeedEvent, { kind: 'retry' }>

/** What users do to a child; whatever follows of it needs no other reason. */
export type Asked = 'stop' | 'start' | 'restart' | 'remove' | 'retry' | 'probe'

/** What all watchers share. */
export interface Scene {
  readonly now: number
  /** How fine deadlines are kept, in ms. */
  readonly tickMs: number
  /** How much of a time in which this process did not run may be taken for running time, in ms. */
  readonly capMs: number
  /** When this process did not run. */
  readonly gaps: Spans
  /** The same, where that was so long that nobody knows who else is still there. */
  readonly sleeps: Spans
  readonly stories: ReadonlyMap<string, Story>
  readonly family: Family
  readonly facts: FactBook
  readonly ledger: Ledger
  /** Null where only events are watched. */
  readonly root: Supervisor | null
  /** The phase that a connection shows now, whatever was told; null where it cannot be asked. */
  phaseOf(id: string): Phase | null
}

/** Each is optional: a watcher names what it looks at. Events are told before the story takes them up. */
export interface Watcher {
  event?(event: FeedEvent): void
  phase?(story: Story, event: PhaseEvent): void
  retry?(story: Story, event: RetryEvent): void
  /** A link is dialled, and stands in `story.open` already. */
  dialled?(story: Story, link: LinkRecord): void
  /** Before its owner is told. */
  opened?(story: Story, link: LinkRecord): void
  /** Before and after its owner was told. */
  hears?(story: Story, link: LinkRecord): void
  heard?(story: Story, link: LinkRecord): void
  asked?(id: string, what: Asked): void
  /** The world holds still. */
  look?(story: Story): void
  /** The same, once for all of them. */
  lookAround?(): void
}

export type WatcherOf = (scene: Scene) => Watcher
