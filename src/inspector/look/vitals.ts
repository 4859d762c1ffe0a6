/** How a connection is at one moment. */
import type { Connection } from '../../supervisor/handle.ts'
import type { Vitals } from '../wire.ts'
import { deadlinesOf } from './deadlines.ts'

export function vitalsOf(connection: Connection): Vitals {
  const { id, phase, generation, suspicion, silentMs, lastRttMs, misses, counts } = connection
  const { vitals } = connection.session
  const [{ heartbeat }] = vitals.parts
  return {
    id,
    phase,
    generation,
    suspicion,
    silentMs,
    rttMs: lastRttMs,
    misses,
    missLimit: heartbeat === null || heartbeat.rule === null ? null : heartbeat.misses,
    isProven: vitals.stage === 'open' && vitals.isProven,
    counts,
    deadlines: deadlinesOf(connection),
  }
}
