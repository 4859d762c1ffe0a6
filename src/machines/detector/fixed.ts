/**
 * The fixed detector: silence is judged by an interval, a timeout and a number of misses, and nothing is learned. A peer
 * that is late by `timeoutMs` is suspect; late by as much again for each further miss, it is dead.
 */
import type { Detector, DetectorLimits, DetectorRule } from './detector.ts'

/** The limits are the thresholds. */
export const fixed: DetectorRule = {
  name: 'fixed',
  teacher: null,
  shortestMs: ({ suspectMs }) => suspectMs,
  detector: fixedDetector,
}

/** A detector that suspects and convicts exactly at the limits: also what the learning ones are before they know enough. */
export function fixedDetector({ suspectMs, deadMs }: DetectorLimits): Detector {
  return {
    suspectMs,
    deadMs,
    learn() {},
    suspicion: (lateMs) => Math.min(1, Math.max(0, lateMs / deadMs)),
  }
}
