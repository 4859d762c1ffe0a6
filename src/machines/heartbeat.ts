/**
 * The heartbeat of one connection: sends beats, and judges silence. A plain object over numbers, visited by the wheel;
 * it speaks to its owner only when something changes.
 *
 * Two clocks: beats go out by the clock everyone else's deadline for *us* runs on; silence is measured in attention,
 * the time in which we could have heard the peer.
 */
import { type FixedDetector, graceStart, nextMissAt } from './detector/fixed.ts'
import { LONG_AGO, NEVER } from './never.ts'

/** What a heartbeat needs to know; shared by every connection with the same options. */
export interface HeartbeatPlan extends FixedDetector {
  /** Whether beats go out. */
  readonly beats: boolean
  /** Whether silence is judged. */
  readonly judges: boolean
  /** Whether a beat is left out while anything was heard within the last `everyMs`. */
  readonly skipWhenHeard: boolean
}

export interface HeartbeatOwner {
  /** Send one beat now. */
  beat(): void
  /** A sign of life did not come in time; this is the first, second, … in a row. */
  missed(misses: number): void
}

export class Heartbeat {
  readonly #plan: HeartbeatPlan
  #misses = 0
  /** Clock time of the next beat. */
  #nextBeatAt: number
  /** Attention when the latest beat or probe left; for listeners, when they last looked. */
  #probedAt: number
  /** A later start of the clock of misses, given after a stall. */
  #graceAt = LONG_AGO
  /** Attention when a doubt was last followed by a probe. */
  #doubtedAt = LONG_AGO
  /** Whether a doubt waits for its probe. */
  #doubts = false
  /** The sign of life whose silence has had its grace: one is enough, or half-blocked processes would never judge. */
  #gracedFor = LONG_AGO

  /** @param phase where in the interval the first beat falls, in (0, 1], so that thousands do not fire together. */
  constructor(plan: HeartbeatPlan, now: number, attention: number, phase: number) {
    this.#plan = plan
    this.#nextBeatAt = now + plan.everyMs * phase
    this.#probedAt = attention
  }

  get misses(): number {
    return this.#misses
  }

  /** The peer was heard: nothing is missing any more. */
  revive(): void {
    this.#misses = 0
  }

  /**
   * A hint that the peer may be gone: the next look sends a probe, and silence counts from it rather than from
   * `everyMs` after the last sign of life. Many hints in a row are one: a probe has its `timeoutMs` before the next
   * one. A suspect is being asked already, and who sends no beats cannot ask.
   */
  doubt(): void {
    this.#doubts = this.#plan.beats && this.#misses === 0
  }

  /** The peer could not be heard for so long: what it is waited for moves on. */
  excuse(ms: number): void {
    this.#doubtedAt += ms
  }

  /**
   * Sends and judges what is due.
   *
   * @param now the clock.
   * @param attention attention now.
   * @param heardAt attention when the peer was last heard.
   * @param deafAt attention when a time in which we could not hear (a stall, a pause) was last over; LONG_AGO when never.
   * @param settled the attention up to which the peer may be judged, see `Attention.settled`.
   * @returns the clock time of the next look.
   */
  look(
    now: number,
    attention: number,
    heardAt: number,
    deafAt: number,
    settled: number,
    owner: HeartbeatOwner,
  ): number {
    const askAt = this.#doubts ? this.#ask(now, attention, heardAt, owner) : NEVER
    // The judgement first: a probe of its own takes the place of a beat due at the same moment.
    const judgeAgainAt = this.#plan.judges
      ? this.#judge(now, attention, heardAt, deafAt, settled, owner)
      : NEVER
    if (!this.#plan.beats) return judgeAgainAt
    if (this.#misses < this.#plan.misses) this.#sendDue(now, attention, heardAt, owner)
    return Math.min(judgeAgainAt, this.#nextBeatAt, askAt)
  }

  /** Sends the probe of a doubt, unless an earlier one is still unanswered; answers when it may, if not yet. */
  #ask(now: number, attention: number, heardAt: number, owner: HeartbeatOwner): number {
    const waitMs = this.#doubtedAt + this.#plan.timeoutMs - attention
    if (waitMs > 0) return now + waitMs
    this.#doubts = false
    if (this.#doubtedAt <= heardAt) {
      this.#doubtedAt = attention
      this.#probe(now, attention, owner)
    }
    return NEVER
  }

  #sendDue(now: number, attention: number, heardAt: number, owner: HeartbeatOwner): void {
    const { everyMs, skipWhenHeard } = this.#plan
    if (now < this.#nextBeatAt) return
    const silentMs = attention - heardAt
    if (skipWhenHeard && silentMs < everyMs) {
      this.#nextBeatAt = now + everyMs - silentMs
      return
    }
    this.#probedAt = attention
    this.#nextBeatAt += everyMs
    // Behind by more than an interval (a stall): beats that were not sent are not made up for.
    if (this.#nextBeatAt <= now) this.#nextBeatAt = now + everyMs
    owner.beat()
  }

  #judge(
    now: number,
    attention: number,
    heardAt: number,
    deafAt: number,
    settled: number,
    owner: HeartbeatOwner,
  ): number {
    const plan = this.#plan
    if (this.#gracedFor !== heardAt) this.#graceAt = LONG_AGO
    const startedAt = Math.max(
      this.#doubtedAt > heardAt ? Math.min(this.#doubtedAt, heardAt + plan.everyMs) : heardAt + plan.everyMs,
      this.#graceAt,
    )
    const dueAt = nextMissAt(plan, startedAt, this.#misses)
    if (attention < dueAt) return now + (dueAt - attention)
    if (settled < dueAt) return now
    if (deafAt > dueAt - plan.timeoutMs && this.#gracedFor !== heardAt) {
      return this.#excuse(now, attention, heardAt, deafAt, owner)
    }
    this.#misses += 1
    if (this.#misses < plan.misses) this.#probe(now, attention, owner)
    owner.missed(this.#misses)
    if (this.#misses >= plan.misses) return NEVER
    return now + (nextMissAt(plan, startedAt, this.#misses) - attention)
  }

  /** While the answer was waited for we were deaf: the peer gets a probe, and a full timeout from it. */
  #excuse(now: number, attention: number, heardAt: number, deafAt: number, owner: HeartbeatOwner): number {
    if (this.#probedAt < deafAt) this.#probe(now, attention, owner)
    this.#gracedFor = heardAt
    this.#graceAt = graceStart(this.#plan, this.#probedAt, this.#misses)
    return now + this.#plan.timeoutMs - (attention - this.#probedAt)
  }

  #probe(now: number, attention: number, owner: HeartbeatOwner): void {
    this.#probedAt = attention
    if (!this.#plan.beats) return
    this.#nextBeatAt = now + this.#plan.everyMs
    owner.beat()
  }
}
