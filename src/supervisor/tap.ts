/** Reads the feed for whoever is not always interested: while nobody is, nothing is built. */
import type { Feed, FeedEvent } from './feed.ts'
import type { Supervisor } from './supervisor.ts'

/** Somebody who may or may not want to know. */
export interface Tap {
  /** Whether it wants to know now; asked before every event. */
  readonly isWanted: boolean
  next(event: FeedEvent): void
}

/**
 * Has `tap` told all that happens in a supervisor's part of the tree from now on, as its feed tells it, whenever it wants to
 * know.
 *
 * @returns what ends it.
 */
export function tapFeed({ branch, id }: Supervisor, tap: Tap): () => void {
  const { feed, isRoot, prefix } = branch
  const isMine = (event: FeedEvent): boolean =>
    isRoot || !('id' in event) || event.id === id || event.id.startsWith(prefix)
  const own: Tap = {
    get isWanted() {
      return tap.isWanted
    },
    next: (event) => {
      if (isMine(event)) tap.next(event)
    },
  }
  Taps.of(feed).add(own)
  return () => Taps.of(feed).delete(own)
}

/** All who read one feed so; the feed itself knows of one. */
class Taps implements Tap {
  #taps: readonly Tap[] = []

  static of(feed: Feed): Taps {
    if (feed.tap instanceof Taps) return feed.tap
    const taps = new Taps()
    feed.tap = taps
    return taps
  }

  get isWanted(): boolean {
    return this.#taps.some(({ isWanted }) => isWanted)
  }

  add(tap: Tap): void {
    this.#taps = [...this.#taps, tap]
  }

  delete(tap: Tap): void {
    this.#taps = this.#taps.filter((other) => other !== tap)
  }

  next(event: FeedEvent): void {
    for (const tap of this.#taps) if (tap.isWanted) tap.next(event)
  }
}
