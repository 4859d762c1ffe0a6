/**
 * The fixed detector: silence is judged by an interval, a timeout and a number of misses. Pure arithmetic; all times
 * are attention in ms.
 */

export interface FixedDetector {
  /** How often a beat goes out, and how long silence may last before the clock of misses starts. */
  readonly everyMs: number
  /** How long a sign of life is waited for, once per miss. */
  readonly timeoutMs: number
  /** Misses in a row from alive to dead. The first makes the peer suspect. */
  readonly misses: number
}

/**
 * A peer silent from t on is dead by `t + boundMs` (plus one tick):
 * `everyMs + misses × timeoutMs`.
 */
export function boundMs(detector: FixedDetector): number {
  return detector.everyMs + detector.misses * detector.timeoutMs
}

/**
 * When the next miss falls, given the misses so far: `everyMs` of silence start the clock, each miss is one
 * `timeoutMs` further on.
 *
 * @param startedAt when the clock of misses started: the last sign of life plus `everyMs`, or later after a grace.
 */
export function nextMissAt(detector: FixedDetector, startedAt: number, misses: number): number {
  return startedAt + (misses + 1) * detector.timeoutMs
}

/**
 * The start of the clock of misses that gives the peer one full timeout from `now` for the next miss, whatever went
 * before: the grace after a stall.
 */
export function graceStart(detector: FixedDetector, now: number, misses: number): number {
  return now - misses * detector.timeoutMs
}
