/**
 * The deadlines of one link, as numbers: which has passed, and when the next can be due. Pure but for its own fields.
 *
 * All but the maximum age are measured in attention, so that time in which this process did not run is charged to
 * nobody. Infinity stands for "not running".
 */
import type { TimeoutOf } from '../transport/transport.ts'
import { NEVER } from './never.ts'
import type { Plan } from './options.ts'

/** Where the link is. The chart's phases are for users; these decide which deadlines run. */
export type Stage = 'none' | 'dialling' | 'shaking' | 'open' | 'closing'

/** The longest that bytes which may begin a heartbeat are held back on a raw stream. */
export const LONGEST_HOLD_MS = 1_000

export class Deadlines {
  /** Of the stage under way: connect, handshake, close. */
  stageAt = NEVER
  firstFrameAt = NEVER
  /** Of the frame that has begun. */
  frameAt = NEVER
  /** Until which bytes that may begin a heartbeat are held back. Not a limit: nothing ends. */
  holdAt = NEVER
  /** When the link will have been alive long enough for attempts to start over. Not a limit either. */
  stableAt = NEVER
  /** Of the bytes that wait to be sent. */
  writeAt = NEVER
  /** The maximum age, by the clock. */
  ageAt = NEVER

  /** Whether none of them runs. */
  get areNone(): boolean {
    return Math.min(this.ageAt, this.#soonest) === NEVER
  }

  /** Moves what the peer is waited for by a time in which we did not listen. */
  excuse(ms: number): void {
    this.firstFrameAt += ms
    this.frameAt += ms
  }

  /**
   * Which deadline has passed, the one most telling first; null when none. Bytes to be written are judged by the
   * caller, who knows whether they moved.
   *
   * @param settled the attention up to which the peer may be judged, see `Attention.settled`.
   */
  passed(
    stage: Stage,
    plan: Plan,
    now: number,
    attention: number,
    heardAt: number,
    settled: number,
  ): TimeoutOf | null {
    if (stage === 'closing') return attention >= this.stageAt ? 'close' : null
    if (now >= this.ageAt) return 'age'
    if (settled >= this.stageAt) return stage === 'dialling' ? 'connect' : 'handshake'
    if (settled >= this.firstFrameAt) return 'handshake'
    if (settled >= this.frameAt) return 'frame'
    if (stage !== 'open') return null
    if (settled - heardAt >= plan.readTimeoutMs) return 'read'
    if (settled - heardAt >= plan.idleMs) return 'idle'
    return null
  }

  /** The clock time at which one of them can be due at the earliest. */
  next(stage: Stage, plan: Plan, now: number, attention: number, heardAt: number): number {
    const silenceAt = stage === 'open' ? heardAt + Math.min(plan.readTimeoutMs, plan.idleMs) : NEVER
    const due = Math.min(this.#soonest, silenceAt)
    return Math.min(now + (due - attention), this.ageAt)
  }

  /** In attention; the maximum age is not among them. */
  get #soonest(): number {
    return Math.min(this.stageAt, this.firstFrameAt, this.frameAt, this.holdAt, this.stableAt, this.writeAt)
  }
}

export type DeadlineName =
  | 'stageAt'
  | 'firstFrameAt'
  | 'frameAt'
  | 'holdAt'
  | 'stableAt'
  | 'writeAt'
  | 'ageAt'

/** Of a link with no deadline running; shared, and never written. Seven boxed numbers are 200 bytes. */
export const NO_DEADLINES: Readonly<Deadlines> = Object.freeze(new Deadlines())
