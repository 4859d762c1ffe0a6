/**
 * The vital signs of one connection's links: when the peer was heard, which deadlines run, whether silence is suspicious.
 * One place in the wheel serves them all; each look works out what is due next, so an arrival writes one number.
 */
import { crashCause, type Link } from '../transport/transport.ts'
import { type DeadlineName, Deadlines, LONGEST_HOLD_MS, NO_DEADLINES, type Stage } from './deadlines.ts'
import { Freshness } from './freshness.ts'
import { boundMs, Heartbeat, type HeartbeatOwner } from './heartbeat.ts'
import { LONG_AGO, NEVER } from './never.ts'
import type { Plan } from './options.ts'
import { QualityRecord } from './quality.ts'
import { Unsent } from './unsent.ts'
import type { VitalsOwner } from './vitals-owner.ts'
import { UNARMED, type Wheel, type WheelEntry } from './wheel.ts'
import type { World } from './world.ts'

/** In place of the attention since which nobody reads. Not NaN, which V8 keeps in a box. */
const READING = -1

export class Vitals implements WheelEntry, HeartbeatOwner {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null

  // What each beat or arrival asks for stands together: of thousands of connections none is in the cache in its turn.
  stage: Stage = 'none'
  #plan: Plan
  #wheel: Wheel
  readonly #owner: VitalsOwner
  #heartbeat: Heartbeat | null = null
  /** Made when one begins to run, and dropped with the last: nearly all links have none, most of the time. */
  #running: Deadlines | null = null
  /** Attention when bytes last came. */
  #heardAt = 0
  /** The next arrival means more than a number: the first bytes of a link, or a suspect heard. */
  #alert = false
  /** Attention when reading was paused. */
  #deafSince = READING
  /** Attention when a pause was last over. */
  #deafAt = LONG_AGO
  /** Of the open link, where business data is watched. */
  #freshness: Freshness | null = null

  /** What the links so far have seen; made with the first trouble. */
  record: QualityRecord | null = null
  readonly #world: World
  /** Whether anything was heard on the link there is. */
  isProven = false
  /** What the system has not taken yet, while that has a deadline. */
  #unsent: Unsent | null = null
  /** Stalls there had been when the link opened. */
  #stallsThen = 0

  constructor(plan: Plan, world: World, owner: VitalsOwner) {
    this.#plan = plan
    this.#world = world
    this.#wheel = world.wheels.for(plan)
    this.#owner = owner
  }

  /** Another plan, while there is no link. */
  replan(plan: Plan): void {
    this.#plan = plan
    this.#wheel = this.#world.wheels.for(plan)
  }

  /** Heartbeats missed in a row. */
  get misses(): number {
    return this.#heartbeat?.misses ?? 0
  }

  /** Stalls that the present link has lived through: those since it opened, but for one after which the peer has not been heard yet. */
  get survived(): number {
    if (this.stage !== 'open') return 0
    const stalls = this.#wheel.stalls - this.#stallsThen
    return stalls > 0 && this.#heardAt < this.#wheel.toldAt ? stalls - 1 : stalls
  }

  /** Attention at this very moment, with its fraction. */
  get attention(): number {
    return this.#wheel.exactly()
  }

  /** Attention when the peer was heard, with its fraction; only to be asked in the turn in which it was. */
  get heardAt(): number {
    return this.#wheel.heardAt
  }

  /** Attention when a pause or a stall that is told was last over. Short ones are many, and no attention anyhow. */
  get #unheardUntil(): number {
    return Math.max(this.#deafAt, this.#wheel.toldAt)
  }

  /** How suspicious the silence is, from 0 to 1; null without an open link. */
  get suspicion(): number | null {
    if (this.stage !== 'open') return null
    return this.#heartbeat?.suspicion(this.#wheel.attentionNow(), this.#heardAt) ?? 0
  }

  /** Whether business data has been missing for too long. */
  get isStale(): boolean {
    return this.#freshness?.isStale ?? false
  }

  /** Milliseconds of attention since the peer was last heard on this link; null without an open link. */
  get silentMs(): number | null {
    return this.stage === 'open' ? Math.max(0, this.#wheel.attentionNow() - this.#heardAt) : null
  }

  /** For whoever looks closely, to read and not to keep. */
  get parts() {
    return [this.#plan, this.#wheel, this.#heartbeat, this.#running, this.#freshness, this.#heardAt] as const
  }

  // — the link's way —

  dialling(): void {
    this.stage = 'dialling'
    this.isProven = false
    this.#alert = true
    this.#set('stageAt', this.#wheel.attentionNow() + this.#plan.connectTimeoutMs)
    this.#set('ageAt', this.#wheel.now() + this.#plan.maxAgeMs)
    this.#look()
  }

  /** The link is there; its first frame is waited for. */
  awaitingFrame(): void {
    this.stage = 'shaking'
    this.#set('stageAt', NEVER)
    this.#set('firstFrameAt', this.#wheel.attentionNow() + this.#plan.firstFrameTimeoutMs)
    this.#look()
  }

  /** Hooks run. */
  shaking(): void {
    this.stage = 'shaking'
    this.#set('firstFrameAt', NEVER)
    this.#set('stageAt', this.#wheel.attentionNow() + this.#plan.handshakeTimeoutMs)
    this.#look()
  }

  /** The link and its handshakes are complete. */
  open(): void {
    const { heartbeat } = this.#plan
    const now = this.#wheel.now()
    const attention = this.#wheel.attention.at(now)
    this.stage = 'open'
    this.#set('stageAt', NEVER)
    this.#set('firstFrameAt', NEVER)
    this.#heardAt = attention
    this.#stallsThen = this.#wheel.stalls
    if (this.#plan.staleAfterMs < NEVER) this.#freshness = new Freshness(this.#plan.staleAfterMs, attention)
    // A pause that goes on is charged from here on only.
    if (this.#deafSince !== READING) this.#deafSince = attention
    this.#look()
    if (heartbeat === null) return
    // In (0, 1]: the first beat falls within one interval, spread over it.
    const beating = new Heartbeat(heartbeat, now, attention, 1 - this.#world.random())
    this.#heartbeat = beating
    if (beating.learnsGaps) this.#alert = true
    this.#wheel.arm(this, beating.look(now, attention, attention, attention, LONG_AGO, attention, this))
  }

  /** What outlives links comes over from `before`, whose place is taken. */
  succeed(before: Vitals): void {
    this.record = before.noted
    if (before.#freshness === null || this.#freshness === null) return
    if (before.#deafSince !== READING) before.#excuse(this.#wheel.attentionNow())
    this.#freshness.succeed(before.#freshness)
    this.#look()
  }

  /** No more is expected of the peer; `timed` sets the deadline of an orderly close. */
  closing(timed: boolean): void {
    const { survived } = this
    if (survived > 0) this.noted.survive(survived)
    this.stage = 'closing'
    this.#heartbeat = this.#freshness = this.#unsent = this.#running = null
    this.#alert = false
    this.#deafSince = READING
    if (!timed) return
    this.#set('stageAt', this.#wheel.attentionNow() + this.#plan.closeTimeoutMs)
    this.#look()
  }

  /** Nothing is left of the link. */
  over(): void {
    this.closing(false)
    this.stage = 'none'
    this.#wheel.disarm(this)
  }

  /** Doubts the peer: a beat goes out with the next tick, and is waited for, however lately the peer was heard. */
  probe(): void {
    if (this.#heartbeat === null) return
    this.#heartbeat.doubt()
    this.#wheel.arm(this, this.#wheel.now())
  }

  // — what is seen of the peer —

  /** Bytes came: the sign of life. */
  heard(): void {
    const before = this.#heardAt
    this.#heardAt = this.#wheel.heardNow()
    if (this.#alert) this.#stir(before)
  }

  /** Business data came with what was heard last. */
  fresh(): void {
    if (this.#freshness?.fresh(this.#heardAt)) this.#owner.staleFor(null)
  }

  /** The answer to a beat came with what was heard last. */
  answered(): void {
    // Nearly all learn nothing, as their plan says.
    if (this.#plan.heartbeat?.rule?.teacher) this.#heartbeat?.answered(this.heardAt, this.#unheardUntil)
  }

  partial(begun: boolean): void {
    this.#set('frameAt', begun ? this.#wheel.attentionNow() + this.#plan.frameTimeoutMs : NEVER)
    if (begun) this.#look()
  }

  /** Bytes are held back until more come, or until they have waited long enough. */
  holding(): void {
    const timeoutMs = this.#plan.heartbeat?.limits.suspectMs ?? LONGEST_HOLD_MS
    this.#set('holdAt', this.#wheel.attentionNow() + Math.min(timeoutMs, LONGEST_HOLD_MS))
    this.#look()
  }

  /** Something was written: what the system did not take at once has a deadline. */
  written(link: Link): void {
    if (this.#deadlines.writeAt < NEVER || link.buffered === 0) return
    this.#unsent = new Unsent(link)
    this.#set('writeAt', this.#wheel.attentionNow() + this.#plan.writeTimeoutMs)
    this.#look()
  }

  drained(): void {
    this.#set('writeAt', NEVER)
  }

  /** Reading stops: what follows is no attention. */
  deaf(): void {
    if (this.#deafSince === READING) this.#deafSince = this.#wheel.attentionNow()
  }

  /** Reading goes on. */
  hearing(): void {
    if (this.#deafSince === READING) return
    this.#deafAt = this.#wheel.attentionNow()
    this.#excuse(this.#deafAt)
    this.#deafSince = READING
  }

  // — time —

  visit(now: number): number {
    try {
      return this.#visit(now)
    } catch (error) {
      // Whoever shares the wheel must not suffer from a bug here.
      this.#owner.report({ type: 'hook.crashed', cause: crashCause(error) })
      return NEVER
    }
  }

  #visit(now: number): number {
    const { value: attention, settled, sleptAt, sleptMs } = this.#wheel.attention
    if (this.stage === 'none') return NEVER
    const isDeaf = this.#deafSince !== READING
    if (isDeaf) this.#excuse(attention)
    let passed = this.#deadlines.passed(this.stage, this.#plan, now, attention, this.#heardAt, settled)
    if (settled >= this.#deadlines.writeAt && this.#stuck(attention)) passed ??= 'write'
    if (passed !== null) {
      this.#owner.report({ type: 'deadline.passed', of: passed })
      return NEVER
    }
    if (attention >= this.#deadlines.holdAt) {
      this.#set('holdAt', NEVER)
      this.#owner.releaseHeld()
    }
    if (attention >= this.#deadlines.stableAt) this.#stabilise(attention)
    if (this.#freshness?.look(settled)) this.#owner.staleFor(this.#freshness.silentMs(attention))
    const next = this.#nextDeadline(now, attention)
    // Stale data may have been a reason to end the link, too: what is left is the deadline of its closing.
    if (this.#heartbeat === null) return next
    const deafAt = this.heardAgainAt
    const judged = isDeaf ? LONG_AGO : settled
    const wokenAt =
      !isDeaf && this.#plan.heartbeat !== null && sleptMs >= boundMs(this.#plan.heartbeat)
        ? sleptAt
        : LONG_AGO
    const lookAgainAt = this.#heartbeat.look(now, attention, this.#heardAt, deafAt, wokenAt, judged, this)
    // What it saw may have ended the link; closing has set a deadline of its own then.
    return this.stage === 'open' ? Math.min(next, lookAgainAt) : NEVER
  }

  beat(): void {
    this.#owner.beat()
  }

  missed(): void {
    this.noted.miss()
  }

  suspected(): void {
    this.#alert = true
    this.noted.suspect()
    this.#owner.report({ type: 'peer.silent' })
  }

  lost(): void {
    this.noted.convict(this.#wheel.attention.value - this.#heardAt)
    this.#owner.report({ type: 'peer.lost' })
  }

  /** The record, made where there is none yet. */
  get noted(): QualityRecord {
    this.record ??= new QualityRecord(this.#world.quality)
    return this.record
  }

  /** Attention when a time in which we could not hear was last over. */
  get heardAgainAt(): number {
    return Math.max(this.#deafAt, this.#wheel.attention.stalledAt)
  }

  get #deadlines(): Readonly<Deadlines> {
    return this.#running ?? NO_DEADLINES
  }

  #set(which: DeadlineName, at: number): void {
    if (this.#running === null) {
      if (at === NEVER) return
      this.#running = new Deadlines()
    }
    this.#running[which] = at
    if (at === NEVER && this.#running.areNone) this.#running = null
  }

  /** Makes the wheel look again, now that something new may be due. */
  #look(): void {
    const now = this.#wheel.now()
    const attention = this.#wheel.attention.at(now)
    this.#wheel.arm(this, this.#nextDeadline(now, attention))
  }

  #nextDeadline(now: number, attention: number): number {
    const next = this.#deadlines.next(this.stage, this.#plan, now, attention, this.#heardAt)
    return this.#freshness === null ? next : Math.min(next, now + this.#freshness.dueAt - attention)
  }

  /** @param before attention when bytes had come before. */
  #stir(before: number): void {
    this.#alert = this.#heartbeat?.learnsGaps ?? false
    this.#heartbeat?.heard(this.#heardAt, before, this.#unheardUntil)
    if (!this.isProven) {
      this.isProven = true
      // Only what was dialled has attempts to count.
      if (!this.#plan.accepts) {
        this.#set('stableAt', this.#heardAt + this.#plan.backoff.stableMs)
        this.#look()
      }
    }
    if (!this.#heartbeat?.suspects) return
    this.#heartbeat.revive()
    // The next look was to be at the next miss of a suspect, which may be long after the first of an alive peer.
    this.#wheel.arm(this, this.#wheel.now())
    this.#owner.report({ type: 'peer.heard' })
  }

  /** Attempts start over; a suspect has to be heard first, and then stay alive as long again. */
  #stabilise(attention: number): void {
    if (this.stage === 'open' && !this.#heartbeat?.suspects) {
      this.#set('stableAt', NEVER)
      this.#owner.report({ type: 'link.stabilised' })
    } else this.#set('stableAt', attention + this.#plan.backoff.stableMs)
  }

  /** Moves what the peer is waited for by the time in which we did not listen. */
  #excuse(attention: number): void {
    const unheardMs = attention - this.#deafSince
    this.#deafSince = attention
    this.#heardAt += unheardMs
    this.#running?.excuse(unheardMs)
    this.#heartbeat?.excuse(unheardMs)
    this.#freshness?.excuse(unheardMs)
  }

  /** Whether bytes wait and none left since the deadline was set; progress sets it anew. */
  #stuck(attention: number): boolean {
    const isStuck = this.#unsent?.isStuck() === true
    const waits = !isStuck && this.#unsent?.isGone === false
    this.#set('writeAt', waits ? attention + this.#plan.writeTimeoutMs : NEVER)
    return isStuck
  }
}
