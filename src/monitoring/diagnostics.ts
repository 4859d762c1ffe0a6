/** `pulsetree/diagnostics`: what happens, on channels of `node:diagnostics_channel`. Of Node alone. */
import { type Channel, channel } from 'node:diagnostics_channel'
import type { FeedEvent } from '../supervisor/feed.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { tapFeed } from '../supervisor/tap.ts'
import {
  type BreakerNews,
  type PoolNews,
  tellApart,
  type WatchedBreaker,
  type WatchedPool,
} from './beside.ts'
import { Subscriptions } from './subscriptions.ts'

export type { BreakerNews, PoolFigures, PoolNews, PoolStore, WatchedBreaker, WatchedPool } from './beside.ts'

/** Names of the channels. */
export const channels = {
  /** All events of a supervisor's feed, as {@link FeedMessage}. */
  feed: 'pulsetree:feed',
  /** What happens in pools, as {@link PoolMessage}. */
  pool: 'pulsetree:pool',
  /** Phases of breakers, as {@link BreakerMessage}. */
  breaker: 'pulsetree:breaker',
} as const

/** A message on `pulsetree:feed`. */
export interface FeedMessage {
  /** Where it happened: handles are found by `supervisor.find(event.id)`. */
  readonly supervisor: Supervisor
  /** What happened. */
  readonly event: FeedEvent
}

/** A message on `pulsetree:pool`. */
export interface PoolMessage {
  /** Where it happened. */
  readonly pool: WatchedPool
  /** What happened: a `PoolEvent` of `pulsetree/pool`. */
  readonly event: PoolNews
}

/** A message on `pulsetree:breaker`. */
export interface BreakerMessage {
  /** Which one it is. */
  readonly breaker: WatchedBreaker
  /** Its phase: a `BreakerChange` of `pulsetree/breaker`. */
  readonly change: BreakerNews
}

/** What publishes, until it is closed. Made by {@link diagnostics}. */
export interface Diagnostics extends Disposable {
  /**
   * Publishes what happens in a pool or a breaker, too.
   *
   * @throws OptionError when it is neither.
   */
  add(what: WatchedPool | WatchedBreaker): void
  /** Publishes nothing more. */
  close(): void
}

/**
 * Publishes what happens in a supervisor's tree. While nobody is subscribed to `pulsetree:feed` its feed stays off and no
 * event is built: each occasion costs one look whether somebody is. What a subscriber throws is an uncaught exception, as
 * Node has it for all channels.
 */
export function diagnostics(supervisor: Supervisor): Diagnostics {
  return new Publisher(supervisor)
}

class Publisher extends Subscriptions implements Diagnostics {
  // Held, since Node forgets channels that nobody holds.
  readonly #feed: Channel = channel(channels.feed)
  readonly #pool: Channel = channel(channels.pool)
  readonly #breaker: Channel = channel(channels.breaker)

  constructor(supervisor: Supervisor) {
    super()
    const feed = this.#feed
    const tap = {
      get isWanted() {
        return feed.hasSubscribers
      },
      next: (event: FeedEvent) => feed.publish({ supervisor, event } satisfies FeedMessage),
    }
    this.until(tapFeed(supervisor, tap))
  }

  add(what: WatchedPool | WatchedBreaker): void {
    const watching = tellApart(what, {
      pool: (pool) =>
        pool.events$.subscribe((event) => {
          if (this.#pool.hasSubscribers) this.#pool.publish({ pool, event } satisfies PoolMessage)
        }),
      breaker: (breaker) =>
        breaker.phase$.subscribe((change) => {
          if (this.#breaker.hasSubscribers) {
            this.#breaker.publish({ breaker, change } satisfies BreakerMessage)
          }
        }),
    })
    this.until(() => watching.unsubscribe())
  }
}
