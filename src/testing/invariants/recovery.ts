/** 15: once faults stop, every child that is neither stopped nor failed is alive within its bound. */
import type { DialPlan } from '../../supervisor/budget.ts'
import type { Member } from './family.ts'
import type { Story } from './story.ts'
import type { Scene } from './watcher.ts'

/**
 * The bound of one connection, in ms: finding out (twice what is promised without stalls), closing, the longest delay, a
 * dial and its handshake; its turn among all that dial; two canaries; and its supervisors' delays, should they have to
 * start it again.
 */
export function recoveryMs(scene: Scene, story: Story, dials: DialPlan | null): number {
  const { facts } = story
  if (facts === null) return 0
  const { judged, backoff, closeMs, connectMs, handshakeMs } = facts
  const detectionMs = judged === null ? 0 : 2 * (judged.everyMs + judged.deadMs) + judged.patienceMs
  const dialMs = Math.min(connectMs, 60_000) + Math.min(handshakeMs, 60_000)
  const turnMs = dials === null ? 0 : (1_000 * scene.stories.size) / dials.perSecond + 2 * dials.canaryMs
  const againMs = restartMs(scene, lineOf(scene, story))
  return detectionMs + closeMs + backoff.maxMs + dialMs + turnMs + againMs
}

/** The bound of whoever waits to be started again, connection or not. */
export function awaitedMs(scene: Scene, member: Member, dials: DialPlan | null): number {
  const story = scene.stories.get(member.id)
  const restMs = story === undefined ? 0 : recoveryMs(scene, story, dials)
  return Math.max(restMs, restartMs(scene, scene.family.lineOf(member)))
}

function restartMs(scene: Scene, line: readonly Member[]): number {
  return line.reduce(
    (sum, { id }) => sum + (scene.facts.child(id)?.delays.maxMs ?? 0) + 2_000,
    20 * scene.tickMs,
  )
}

/** Whether it has to be alive when no fault is left: it is neither stopped nor failed, nor is whatever keeps it. */
export function hasToRecover(scene: Scene, story: Story): boolean {
  const line = lineOf(scene, story)
  if (line.length === 0 || story.isAccepted || story.stopAskedAt < scene.now) return false
  const [own, ...above] = line
  return own?.kind === 'connection' && own.isUp && above.every(({ isRunning }) => isRunning)
}

function lineOf({ family }: Scene, { id }: Story): readonly Member[] {
  const member = family.get(id)
  return member === undefined ? [] : family.lineOf(member)
}
