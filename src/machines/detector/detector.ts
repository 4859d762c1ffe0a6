/**
 * What a failure detector is: arithmetic that says from when on silence is suspicious, and from when on it is a verdict.
 *
 * All of them judge *lateness*: milliseconds of attention since a sign of life was due, which is `everyMs` after the
 * last one, when the beat that asks for the next one has left. So lateness is what a round trip takes, or how much later
 * than agreed a peer's own beat comes. All of them stay within the same limits: whatever was learned, a peer silent from
 * t on is dead by `t + everyMs + deadMs` (plus one tick).
 */

/** What no detector exceeds. Both come from the heartbeat's options. */
export interface DetectorLimits {
  /** Lateness from which a peer is suspect at the latest, in ms: `timeoutMs`. */
  readonly suspectMs: number
  /** Lateness from which it is dead at the latest, in ms: `timeoutMs` and how long a suspect has, `suspect.forMs`. */
  readonly deadMs: number
}

/** Judges the silence of one link. Pure but for what it has learned; one is made for each link. */
export interface Detector {
  /** Lateness from which the peer is suspect, in ms, after all that was learned: when to look next at an alive peer. */
  readonly suspectMs: number
  /**
   * Lateness from which it is dead, in ms; at least {@link suspectMs}: when to look next at a suspect. Whatever is beyond
   * the limits counts as the limit.
   */
  readonly deadMs: number
  /** A sign of life came this late, in ms; 0 for one in time. Never called with what a stall of ours made late. */
  learn(lateMs: number): void
  /** How suspicious a lateness is: from 0, nothing is missing, to 1, the verdict. Grows with lateness. */
  suspicion(lateMs: number): number
}

/**
 * What a detector is taught by. `answers`: how long after a beat its answer came. `gaps`: by how much silence was longer
 * than the interval; for peers that beat by themselves, and where answers cannot be told from business.
 */
export type LearnsFrom = 'answers' | 'gaps'

/** Tells one detector how late signs of life came. All times are attention in ms. */
export interface Lessons {
  /** A beat left. */
  asked(at: number): void
  /** An answer came. @param deafAt when a time in which we could not hear was last over. */
  answered(at: number, deafAt: number): void
  /** Bytes came; the ones before at `before`. Only called where gaps are learned from. */
  heard(at: number, before: number, deafAt: number): void
}

/** Makes the lessons of one link. */
export type Teacher = (detector: Detector, everyMs: number, from: LearnsFrom) => Lessons

/** A way of judging, shared by all connections that were given it. */
export interface DetectorRule {
  /** For people: `fixed`, `phi`, … */
  readonly name: string
  /** What it was made with, for recordings; left out where that cannot be written down. */
  readonly options?: object
  /** What teaches its detectors: `lessons` for those that learn; null for those that do not, and are shared by all links. */
  readonly teacher: Teacher | null
  /** The smallest lateness in ms at which one of them may ever suspect a peer. The tick is chosen to be finer. */
  shortestMs(limits: DetectorLimits): number
  /** A detector for one link. */
  detector(limits: DetectorLimits): Detector
}
