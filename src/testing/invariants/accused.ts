/** 6: time in which this process did not run, or was asked not to read, is never charged to the peer. */
import { covered, type Span } from './spans.ts'
import { gapsOf, type Story } from './story.ts'
import type { Scene, Watcher, WatcherOf } from './watcher.ts'

/** Attention is counted in whole milliseconds. */
const ROUNDED_MS = 1

export const stallsAreOurs: WatcherOf = (scene): Watcher => ({
  phase(story, { to, cause }) {
    const isVerdict = to === 'dead' && cause?.kind === 'silent'
    if (to === 'suspect' || isVerdict) expectSilence(scene, story, isVerdict)
  },
})

/** Nobody is accused before so much time in which we could hear; of each gap in it a part may count. */
function expectSilence(scene: Scene, story: Story, isVerdict: boolean): void {
  const judged = story.facts?.judged ?? null
  const since = story.lastSignAt
  if (judged === null || since === null) return
  const { now, capMs, tickMs, ledger } = scene
  const what = isVerdict ? 'was convicted' : 'was suspected'
  const { arrivalAt } = story
  // Only where somebody told of arrivals: else there is nothing to be checked.
  if (arrivalAt !== null && !story.isPaused) {
    ledger.expect(
      6,
      arrivalAt >= now,
      story.id,
      () => `${what} while its bytes of ${arrivalAt} ms waited to be read`,
    )
  }
  const gaps = gapsOf(story, scene.gaps, since - capMs, now)
  const isWoken = scene.sleeps.within(since - capMs, now).length > 0
  // Whoever slept does not know who is still there, and asks at once.
  if (isWoken && !isVerdict) return
  expectRead(scene, story, gaps, what)
  const lateMs = judged.learns ? judged.shortestMs : isVerdict ? judged.deadMs : judged.suspectMs
  // Silence counts from a probe, where somebody asked for one; and links that are to take a place are asked at once.
  const isProbed = isWoken || story.probeAskedAt >= since || story.facts?.rotates === true
  const leastMs = (isProbed ? 0 : judged.everyMs) + lateMs
  const silentMs = now - since - covered({ from: since, to: now }, gaps)
  ledger.expect(
    6,
    silentMs + gaps.length * capMs >= leastMs - ROUNDED_MS,
    story.id,
    () => `${what} after ${silentMs} ms of silence, ${leastMs} ms are its due`,
  )
  const [gap] = gaps
  // Shorter ones are no stalls: they count as running time.
  if (gap === undefined || gaps.length > 1 || gap.to - gap.from <= capMs) return
  const waitedMs = now - gap.to
  const dueMs = (judged.learns ? judged.shortestMs : judged.suspectMs) - tickMs
  ledger.expect(6, waitedMs >= dueMs, story.id, () => `${what} ${waitedMs} ms after we could hear again`)
}

/** What came during a stall waits in the sockets, and is read before anybody is judged. Shorter gaps are no stalls. */
function expectRead(scene: Scene, story: Story, gaps: readonly Span[], what: string): void {
  const { unreadSince } = story
  if (unreadSince === null || story.isPaused) return
  const shortestMs = scene.capMs + scene.tickMs
  const isMissed = gaps.some(
    ({ from, to }) => to - from > shortestMs && from <= unreadSince && unreadSince < to,
  )
  scene.ledger.expect(
    6,
    !isMissed,
    story.id,
    () => `${what} while its bytes of ${unreadSince} ms waited to be read`,
  )
}
