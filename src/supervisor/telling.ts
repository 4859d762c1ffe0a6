/** News of a child, and of a connection, in the form of the feed. */
import type { ConnectionEvent, Phase } from '../machines/events.ts'
import type { RotationNews } from '../machines/rotating.ts'
import type { Cause } from '../transport/transport.ts'
import { type ChildKind, type FeedBody, feedCause } from './feed.ts'

/** How the feed names a connection. */
export interface Named {
  readonly id: string
  readonly peer?: string
  readonly identity?: string
}

/** A child, as far as its declaration tells of it. */
export interface Declared {
  readonly id: string
  readonly endpoint?: string | null
}

/** @param of the supervisor it was declared under. A listener says where it listens once it is bound. */
export function addedNews({ id, endpoint = null }: Declared, of: string, child: ChildKind): FeedBody {
  const dials = child === 'connection' || child === 'program'
  return { kind: 'added', id, of, child, ...(dials && endpoint !== null ? { endpoint } : {}) }
}

/** A phase, and how it was reached. */
export interface Step {
  readonly from: Phase | null
  readonly to: Phase
  readonly event: ConnectionEvent | null
  readonly cause: Cause | null
  /** How long the latest verdict of silence took. */
  readonly detectionMs: number | null
  /** Where its links lead, if to several endpoints. */
  readonly route: string | null
}

export function phaseNews(named: Named, { from, to, event, cause, detectionMs, route }: Step): FeedBody {
  const isEnd = to === 'dead' || to === 'failed' || to === 'stopped'
  return {
    ...named,
    kind: 'phase',
    from,
    to,
    ...(event === null ? {} : { event: event.type }),
    ...(cause === null || !isEnd ? {} : { cause: feedCause(cause) }),
    ...(event?.type === 'peer.lost' ? { detectionMs: Math.round(detectionMs ?? 0) } : {}),
    ...(route === null || event?.type !== 'link.opened' ? {} : { route }),
  }
}

/** @param silentMs null: data came again. */
export function staleNews(named: Named, silentMs: number | null): FeedBody {
  if (silentMs === null) return { ...named, kind: 'fresh' }
  return { ...named, kind: 'stale', silentMs: Math.round(silentMs) }
}

export function rotationNews(named: Named, news: RotationNews): FeedBody {
  if (news.kind !== 'not-rotated') return { ...named, ...news }
  return { ...named, ...news, cause: feedCause(news.cause) }
}
