/** The deadlines of one connection, as people read them: by the clock on the wall. */
import { NEVER } from '../../machines/never.ts'
import type { Connection } from '../../supervisor/handle.ts'
import type { Deadline } from '../wire.ts'

/**
 * Those that run, the soonest first. Of most of them attention is the clock: they are that late at the earliest, and later by
 * whatever time this process does not run.
 */
export function deadlinesOf(connection: Connection): readonly Deadline[] {
  const { vitals } = connection.session
  const [plan, wheel, heartbeat, running, freshness, heardAt] = vitals.parts
  const { clock } = connection.world
  const wall = clock.wall()
  const now = wheel.now()
  const attention = wheel.attention.at(now)
  const found: Deadline[] = []
  const add = (of: Deadline['of'], inMs: number): void => {
    if (inMs < NEVER) found.push({ of, at: Math.round(wall + inMs) })
  }
  if (connection.retryAt !== null) add('retry', connection.retryAt - wall)
  if (heartbeat !== null && plan.heartbeat !== null) {
    const [beatAt, missAt, verdictAt] = heartbeat.due(heardAt)
    add('beat', beatAt - now)
    // The last miss is the verdict.
    if (missAt < verdictAt) add('miss', missAt - attention)
    add('verdict', verdictAt - attention)
  }
  if (running !== null) {
    const handshakeAt = Math.min(running.stageAt, running.firstFrameAt)
    add(vitals.stage === 'closing' ? 'close' : 'connect', handshakeAt - attention)
    add('stable', running.stableAt - attention)
    add('age', running.ageAt - now)
  }
  if (freshness !== null) add('stale', freshness.dueAt - attention)
  return found.sort((a, b) => a.at - b.at)
}
