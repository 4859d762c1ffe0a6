/** 5: a peer silent from t on is dead by t + the bound + one tick of running time; like all deadlines. */
import { covered } from './spans.ts'
import { gapsOf, type Story } from './story.ts'
import type { Scene, Watcher, WatcherOf } from './watcher.ts'

export const silenceFound: WatcherOf = (scene): Watcher => {
  /** Connections that were asked to stop, each by itself, and since when. */
  const stopping = new Map<string, number>()
  return {
    event(event) {
      if (event.kind === 'added') stopping.delete(event.id)
    },
    asked(id, what) {
      if (what !== 'stop') stopping.delete(id)
      else if (!stopping.has(id)) stopping.set(id, scene.now)
    },
    look(story) {
      if (story.hasLink && !story.isPaused) expectFound(scene, story, `is still ${story.phase}`)
      const { facts, phase, enteredAt, link } = story
      if (facts === null) return
      if (phase === 'connecting' && (link === null || link.openedAt === null)) {
        expectOver(scene, story, 'connecting', enteredAt, facts.connectMs)
      } else if (phase === 'connecting' && link?.openedAt) {
        expectOver(scene, story, 'in its handshake', link.openedAt, facts.handshakeMs)
      }
      if (phase === 'dead') expectOver(scene, story, 'dead', enteredAt, facts.closeMs)
      const askedAt = stopping.get(story.id)
      if (askedAt === undefined) return
      if (story.isOver) stopping.delete(story.id)
      else expectOver(scene, story, 'stopping', askedAt, facts.closeMs)
    },
    phase(story, { to, cause }) {
      if (to === 'dead' && cause?.kind === 'silent') expectFound(scene, story, 'was found dead')
    },
  }
}

function expectFound(scene: Scene, story: Story, what: string): void {
  const judged = story.facts?.judged ?? null
  const since = story.lastSignAt
  if (judged === null || since === null) return
  const { now, tickMs } = scene
  const spans = gapsOf(story, scene.gaps, since - scene.capMs, now)
  const boundMs = judged.everyMs + judged.deadMs
  // Times in which we were deaf are one grace, each sleep is one more, and each may begin and end between two ticks.
  const sleeps = scene.sleeps.within(since - scene.capMs, now).length
  const graces = spans.length === 0 ? 0 : 1 + sleeps
  const latestMs = boundMs + graces * judged.patienceMs + tickMs * (1 + 2 * spans.length)
  const silentMs = now - since - covered({ from: since, to: now }, spans)
  scene.ledger.expect(
    5,
    silentMs <= latestMs,
    story.id,
    () => `${what} after ${silentMs} ms of silence, where ${latestMs} ms were promised`,
  )
}

/** A deadline is kept, to a tick of running time. */
function expectOver(scene: Scene, { id }: Story, what: string, since: number, ms: number): void {
  const { now, tickMs } = scene
  const spans = scene.gaps.within(since - scene.capMs, now)
  const ranMs = now - since - covered({ from: since, to: now }, spans)
  const latestMs = ms + tickMs * (1 + 2 * spans.length)
  scene.ledger.expect(
    5,
    ranMs <= latestMs,
    id,
    () => `is ${what} for ${ranMs} ms, where ${latestMs} ms are allowed`,
  )
}
