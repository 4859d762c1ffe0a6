/** What learning detectors share: whatever was learned, their thresholds stay within these bounds. */
import type { DetectorLimits } from './detector.ts'

/** No detector suspects anybody who is less late than this, in ms: ticks are not finer than a few ms. */
export const LEAST_MS = 10

/** A threshold of suspicion, from {@link LEAST_MS} to the limit. */
export function boundedSuspectMs(limits: DetectorLimits, ms: number): number {
  return Math.min(limits.suspectMs, Math.max(LEAST_MS, ms))
}

/** A threshold of the verdict, from that of suspicion to the limit. */
export function boundedDeadMs(limits: DetectorLimits, suspectMs: number, ms: number): number {
  return Math.min(limits.deadMs, Math.max(suspectMs, ms))
}
