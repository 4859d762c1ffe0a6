/** 9: attempts start over only after a stable alive time, and then do; open-then-drop escalates. */
import { covered } from './spans.ts'
import { gapsOf, type Story } from './story.ts'
import type { Scene, Watcher, WatcherOf } from './watcher.ts'

/** Whether the latest link lasted for as long as makes it stable. */
type Stability = 'certain' | 'possible' | 'none'

interface Count {
  /** How many delays there may have been in a row, the latest included. */
  waits: readonly number[]
  stability: Stability
  /** A delay has begun, and is not told of yet. */
  isUntold: boolean
}

export const stableFirst: WatcherOf = (scene): Watcher => {
  const counts = new Map<Story, Count>()
  const countOf = (story: Story): Count => {
    const count = counts.get(story) ?? { waits: [0], stability: 'none', isUntold: false }
    counts.set(story, count)
    return count
  }
  return {
    phase(story, { from, to }) {
      const count = countOf(story)
      if (from === null) {
        count.waits = [0]
        count.stability = 'none'
      }
      if (to === 'dead') count.stability = stabilityOf(scene, story)
      // The place of the link may be taken before anybody had to wait.
      if (from === 'backoff' && count.isUntold) count.waits = nextOf(count)
      count.isUntold = to === 'backoff'
    },
    retry(story, { attempt }) {
      const count = countOf(story)
      scene.ledger.expect(
        9,
        nextOf(count).includes(attempt),
        story.id,
        () => `retries with attempt ${attempt} after ${count.waits}, its link stable: ${count.stability}`,
      )
      count.waits = [attempt]
      count.stability = 'none'
      count.isUntold = false
    },
  }
}

function nextOf({ waits, stability }: Count): readonly number[] {
  const more = waits.map((count) => count + 1)
  return { certain: [1], possible: [1, ...more], none: more }[stability]
}

function stabilityOf(scene: Scene, story: Story): Stability {
  const { facts, link } = story
  if (facts === null || link === null) return 'possible'
  // What was proven before it took a place is not seen from here.
  if (facts.rotates) return 'possible'
  const { firstHeardAt } = link
  if (firstHeardAt === null) return 'none'
  const { now, capMs, tickMs } = scene
  const { stableMs } = facts.backoff
  const gaps = gapsOf(story, scene.gaps, firstHeardAt - capMs, now)
  // A pause is no stall: the link is alive in it.
  const upTo = story.phase === 'alive' ? now : story.lastAliveAt
  const stalledMs = covered({ from: firstHeardAt, to: upTo }, scene.gaps.within(firstHeardAt, now))
  if (upTo - firstHeardAt - stalledMs + gaps.length * capMs < stableMs) return 'none'
  const since = Math.max(story.aliveAt, firstHeardAt)
  const aliveMs = now - since - covered({ from: since, to: now }, gapsOf(story, scene.gaps, since, now))
  const certainMs = 2 * stableMs + capMs + (1 + gaps.length) * tickMs
  return story.phase === 'alive' && aliveMs > certainMs ? 'certain' : 'possible'
}
