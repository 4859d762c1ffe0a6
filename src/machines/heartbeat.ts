/**
 * The heartbeat of one connection: sends beats, and judges silence. A plain object over numbers, visited by the wheel;
 * it speaks to its owner only when something changes.
 *
 * Two clocks: beats go out by the clock everyone else's deadline for *us* runs on; silence is measured in attention,
 * the time in which we could have heard the peer.
 */
import type { Detector, DetectorLimits, DetectorRule, LearnsFrom, Lessons } from './detector/detector.ts'
import { LONG_AGO, NEVER } from './never.ts'

/** What a heartbeat needs to know; shared by every connection with the same options. */
export interface HeartbeatPlan {
  /** How often a beat goes out, and how long silence may last before it is late. */
  readonly everyMs: number
  /** Misses in a row from alive to dead: the first makes the peer suspect, each further one is an unanswered probe. */
  readonly misses: number
  /** Whether beats go out. */
  readonly beats: boolean
  /** Whether a beat is left out while anything was heard within the last `everyMs`. */
  readonly skipWhenHeard: boolean
  /** How silence is judged; null: it is not. */
  readonly rule: DetectorRule | null
  /** The latest that any rule may judge. */
  readonly limits: DetectorLimits
  /** The shortest time that anything here may depend on: how fine ticks have to be. */
  readonly tightestMs: number
  /** What a detector that learns is taught. */
  readonly learnsFrom: LearnsFrom
  /** The detector of all links, where it learns nothing. */
  readonly detector: Detector
}

/** A peer silent from t on is dead by `t + boundMs`, plus one tick. */
export function boundMs({ everyMs, limits }: HeartbeatPlan): number {
  return everyMs + limits.deadMs
}

export interface HeartbeatOwner {
  /** Send one beat now. */
  beat(): void
  /** A sign of life did not come in time. */
  missed(): void
  /** From now on the peer is suspect. */
  suspected(): void
  /** The last miss: the verdict. */
  lost(): void
}

export class Heartbeat {
  /** Whether the peer is suspect. */
  suspects = false
  /** Misses in a row. */
  misses = 0
  readonly #plan: HeartbeatPlan
  readonly #detector: Detector
  readonly #lessons: Lessons | null
  /** Clock time of the next beat. */
  #nextBeatAt: number
  /** Attention when the latest beat or probe left; for listeners, when they last looked. */
  #probedAt: number
  /** Attention when the link opened. */
  readonly #openedAt: number
  /** A later start of the clock of misses, given after a stall. */
  #graceAt = LONG_AGO
  /** Attention when a doubt was last followed by a probe. */
  #doubtedAt = LONG_AGO
  /** Whether a doubt waits for its probe. */
  #doubts = false
  /** The sign of life whose silence has had its grace: one is enough, or half-blocked processes would never judge. */
  #gracedFor = LONG_AGO
  /** The end of the latest sleep that has been dealt with. Those before the opening never matter: the peer was heard since. */
  #wokenAt = LONG_AGO

  /** @param phase where in the interval the first beat falls, in (0, 1], so that thousands do not fire together. */
  constructor(plan: HeartbeatPlan, now: number, attention: number, phase: number) {
    const { rule } = plan
    this.#plan = plan
    const teacher = rule?.teacher ?? null
    this.#detector = rule === null || teacher === null ? plan.detector : rule.detector(plan.limits)
    this.#lessons = teacher?.(this.#detector, plan.everyMs, plan.learnsFrom) ?? null
    this.#nextBeatAt = now + Math.ceil(plan.everyMs * phase)
    this.#probedAt = attention
    this.#openedAt = attention
  }

  /** How suspicious the silence is, from 0 to 1, the verdict. */
  suspicion(attention: number, heardAt: number): number {
    if (this.#plan.rule === null) return 0
    const lateMs = Math.max(0, attention - this.#lateFrom(heardAt))
    return Math.min(1, this.#detector.suspicion(lateMs))
  }

  /** For whoever looks closely: the clock time of the next beat; in attention, the next miss and the verdict. */
  due(heardAt: number): readonly [beatAt: number, missAt: number, verdictAt: number] {
    const { rule, beats, misses } = this.#plan
    const from = rule === null ? NEVER : this.#lateFrom(heardAt)
    return [
      beats ? this.#nextBeatAt : NEVER,
      from + this.#missAt(this.misses),
      from + this.#missAt(misses - 1),
    ]
  }

  /** The peer was heard: nothing is missing any more. */
  revive(): void {
    this.misses = 0
    this.suspects = false
  }

  /** Whether {@link heard} wants to know of all arrivals. */
  get learnsGaps(): boolean {
    return this.#lessons !== null && this.#plan.learnsFrom === 'gaps'
  }

  /** Bytes came; the ones before at `before`. Only worth a call where it {@link learnsGaps}. */
  heard(at: number, before: number, deafAt: number): void {
    if (this.learnsGaps) this.#lessons?.heard(at, before, deafAt)
  }

  /** A beat was answered. */
  answered(at: number, deafAt: number): void {
    this.#lessons?.answered(at, deafAt)
  }

  /**
   * A hint that the peer may be gone: the next look sends a probe, and silence counts from it rather than from
   * `everyMs` after the last sign of life. Many hints in a row are one: a probe has its time before the next one. A
   * suspect is being asked already, and who sends no beats cannot ask.
   */
  doubt(): void {
    this.#doubts = this.#plan.beats && !this.suspects
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
   * @param wokenAt the same for a sleep as long as the bound: the peer may have been gone for any length of time.
   * @param settled the attention up to which the peer may be judged, see `Attention.settled`.
   * @returns the clock time of the next look.
   */
  look(
    now: number,
    attention: number,
    heardAt: number,
    deafAt: number,
    wokenAt: number,
    settled: number,
    owner: HeartbeatOwner,
  ): number {
    const { rule, beats, misses } = this.#plan
    const askAt = this.#doubts ? this.#ask(now, attention, heardAt, owner) : NEVER
    // The judgement first: a probe of its own takes the place of a beat due at the same moment.
    let judgeAgainAt = NEVER
    if (rule !== null) {
      if (wokenAt > this.#wokenAt) this.#wake(now, attention, heardAt, wokenAt, owner)
      judgeAgainAt = this.#judge(now, attention, heardAt, deafAt, settled, owner)
    }
    if (!beats) return judgeAgainAt
    if (this.misses < misses) this.#sendDue(now, attention, heardAt, deafAt, owner)
    return Math.min(judgeAgainAt, this.#nextBeatAt, askAt)
  }

  /** Sends the probe of a doubt, unless an earlier one is still unanswered; answers when it may, if not yet. */
  #ask(now: number, attention: number, heardAt: number, owner: HeartbeatOwner): number {
    const waitMs = this.#doubtedAt + this.#plan.limits.suspectMs - attention
    if (waitMs > 0) return now + waitMs
    this.#doubts = false
    if (this.#doubtedAt <= heardAt) {
      this.#doubtedAt = attention
      this.#probe(now, attention, owner)
    }
    return NEVER
  }

  #sendDue(now: number, attention: number, heardAt: number, deafAt: number, owner: HeartbeatOwner): void {
    const { everyMs, skipWhenHeard } = this.#plan
    if (now < this.#nextBeatAt) return
    const silentMs = attention - heardAt
    // Many open at once, and at the end of a stall all are heard: beats that went by that would go out together ever after.
    const sinceMs = heardAt - Math.max(this.#openedAt, deafAt)
    const isInStep = sinceMs >= 0 && sinceMs < everyMs / 10
    if (skipWhenHeard && silentMs < everyMs && !isInStep) {
      this.#nextBeatAt = now + everyMs - silentMs
      return
    }
    this.#keepPhase(now)
    this.#send(attention, owner)
  }

  /**
   * The first time after `now` at which a beat would have been due anyway. Beats that a stall left out are not made up
   * for, and it held up everybody's: counted from its end, thousands would fire together ever after.
   */
  #keepPhase(now: number): void {
    const { everyMs } = this.#plan
    this.#nextBeatAt += everyMs * (Math.floor((now - this.#nextBeatAt) / everyMs) + 1)
  }

  /** The peer may have been gone for any length of time: it is suspect until it is heard. */
  #wake(now: number, attention: number, heardAt: number, wokenAt: number, owner: HeartbeatOwner): void {
    this.#wokenAt = wokenAt
    if (heardAt >= wokenAt) return
    const beatAt = this.#nextBeatAt
    this.#doubtedAt = attention
    this.#probe(now, attention, owner)
    this.#nextBeatAt = beatAt
    this.#keepPhase(now)
    this.#grace(heardAt)
    if (this.suspects) return
    this.suspects = true
    owner.suspected()
  }

  #judge(
    now: number,
    attention: number,
    heardAt: number,
    deafAt: number,
    settled: number,
    owner: HeartbeatOwner,
  ): number {
    const lateFrom = this.#lateFrom(heardAt)
    const dueAt = lateFrom + this.#missAt(this.misses)
    if (attention < dueAt) return now + (dueAt - attention)
    if (settled < dueAt) return now
    if (deafAt > dueAt - this.#patience && this.#gracedFor !== heardAt) {
      // While the answer was waited for we were deaf: the peer gets a probe, and a full deadline from it. Who cannot be
      // asked gets it from when we could hear again.
      if (this.#probedAt < deafAt) {
        if (this.#plan.beats) this.#probe(now, attention, owner)
        else this.#probedAt = deafAt
      }
      this.#grace(heardAt)
      return now + this.#patience - (attention - this.#probedAt)
    }
    return this.#miss(now, attention, lateFrom, owner)
  }

  #miss(now: number, attention: number, lateFrom: number, owner: HeartbeatOwner): number {
    this.misses += 1
    const isLast = this.misses >= this.#plan.misses
    if (!isLast) this.#probe(now, attention, owner)
    owner.missed()
    if (!this.suspects) {
      this.suspects = true
      owner.suspected()
    }
    if (!isLast) return now + lateFrom + this.#missAt(this.misses) - attention
    owner.lost()
    return NEVER
  }

  /** One full deadline from the latest probe, whatever went before. */
  #grace(heardAt: number): void {
    this.#gracedFor = heardAt
    this.#graceAt = this.#probedAt + this.#patience - this.#missAt(this.misses)
  }

  /** Attention from which on a sign of life is late. */
  #lateFrom(heardAt: number): number {
    const dueAt = heardAt + this.#plan.everyMs
    const askedAt = this.#doubtedAt > heardAt ? Math.min(this.#doubtedAt, dueAt) : dueAt
    // A grace that a later sign of life has made needless lies before that.
    return Math.max(askedAt, this.#graceAt)
  }

  /** How late the peer is when the next miss falls: the first makes it suspect, the last convicts it. */
  #missAt(misses: number): number {
    const { limits } = this.#plan
    const deadMs = atMost(limits.deadMs, this.#detector.deadMs)
    const suspectMs = atMost(Math.min(limits.suspectMs, deadMs), this.#detector.suspectMs)
    const probes = this.#plan.misses - 1
    return probes === 0 ? deadMs : suspectMs + (misses * (deadMs - suspectMs)) / probes
  }

  /** How long a sign of life is waited for after a probe, at least: as long as for the first of them. */
  get #patience(): number {
    const { misses } = this
    return Math.max(this.#missAt(0), misses === 0 ? 0 : this.#missAt(misses) - this.#missAt(misses - 1))
  }

  #probe(now: number, attention: number, owner: HeartbeatOwner): void {
    this.#probedAt = attention
    if (!this.#plan.beats) return
    this.#nextBeatAt = now + this.#plan.everyMs
    this.#send(attention, owner)
  }

  #send(attention: number, owner: HeartbeatOwner): void {
    this.#probedAt = attention
    this.#lessons?.asked(attention)
    owner.beat()
  }
}

/** The bound is promised for any rule, one's own too: what is beyond the limit, or no number, is the limit. */
function atMost(limitMs: number, ms: number): number {
  return Number.isNaN(ms) ? limitMs : Math.min(ms, limitMs)
}
