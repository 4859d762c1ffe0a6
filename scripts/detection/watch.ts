/** One detector hears the heartbeats of one network, and is taught by them as a connection's detector is. */
import type { Detector, LearnsFrom } from '../../src/machines/detector/detector.ts'
import { lessons } from '../../src/machines/detector/lessons.ts'
import { LONG_AGO } from '../../src/machines/never.ts'
import type { Arrivals } from './arrivals.ts'

/** What a detector had made of each arrival when the next one was waited for. */
export interface Watched {
  readonly arrivals: Arrivals
  /** After each arrival: the lateness from which the peer is suspect, and dead, in ms. */
  readonly suspectMs: Float64Array
  readonly deadMs: Float64Array
}

/**
 * @param learnsFrom `gaps`: the peer beats by itself, and what is learned is by how much a silence was longer than the
 * interval. `answers`: the beats are ours, what arrives are answers, and round trips are learned.
 */
export function watch(arrivals: Arrivals, detector: Detector, learnsFrom: LearnsFrom = 'gaps'): Watched {
  const { at, everyMs } = arrivals
  const suspectMs = new Float64Array(at.length)
  const deadMs = new Float64Array(at.length)
  const taught = lessons(detector, everyMs, learnsFrom)
  let before = at[0] ?? 0
  let beatAt = 0
  for (const [index, now] of at.entries()) {
    for (; beatAt <= now; beatAt += everyMs) taught.asked(beatAt)
    taught.answered(now, LONG_AGO)
    if (index > 0 && learnsFrom === 'gaps') taught.heard(now, before, LONG_AGO)
    before = now
    suspectMs[index] = detector.suspectMs
    deadMs[index] = detector.deadMs
  }
  return { arrivals, suspectMs, deadMs }
}
