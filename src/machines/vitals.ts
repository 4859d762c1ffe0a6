/**
 * The vital signs of one connection's links: when the peer was heard, which deadlines run, whether silence is
 * suspicious. One place in the wheel serves them all; each look works out what is due next, so an arrival writes one
 * number and re-arms nothing.
 */
import { crashCause, type Link } from '../transport/transport.ts'
import { type DeadlineName, Deadlines, NO_DEADLINES, type Stage } from './deadlines.ts'
import type { ConnectionEvent } from './events.ts'
import { Freshness } from './freshness.ts'
import { boundMs, Heartbeat, type HeartbeatOwner } from './heartbeat.ts'
import { LONG_AGO, NEVER } from './never.ts'
import type { Plan } from './options.ts'
import { QualityRecord } from './quality.ts'
import { UNARMED, type Wheel, type WheelEntry } from './wheel.ts'
import type { World } from './world.ts'

/** Told only when something changes. */
export interface VitalsOwner {
  report(event: ConnectionEvent): void
  /** Send one beat now. */
  beat(): void
  /** Bytes held back as the possible beginning of a heartbeat have waited long enough. */
  releaseHeld(): void
  /** Business data has not come for so long; null: it came again. */
  staleFor(silentMs: number | null): void
}

/** The longest that bytes which may begin a heartbeat are held back on a raw stream. */
const LONGEST_HOLD_MS = 1_000

/** In place of the attention since which nobody reads, which is never negative. Not NaN, which V8 keeps in a box. */
const READING = -1

export class Vitals implements WheelEntry, HeartbeatOwner {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null

  stage: Stage = 'none'
  /** What the links so far have seen; made with the first trouble. */
  record: QualityRecord | null = null
  readonly #plan: Plan
  readonly #world: World
  readonly #wheel: Wheel
  readonly #owner: VitalsOwner
  /** Made when one begins to run, and dropped with the last: nearly all links have none, most of the time. */
  #running: Deadlines | null = null
  #heartbeat: Heartbeat | null = null
  /** The link whose bytes wait to be taken. */
  #link: Link | null = null
  /** Attention when bytes last came. */
  #heardAt = 0
  /** The next arrival means more than a number: the first bytes of a link, or a suspect heard. */
  #alert = false
  #proven = false
  /** What the system had taken when the write deadline was set. */
  #flushedThen = 0
  /** Attention when reading was paused. */
  #deafSince = READING
  /** Attention when a pause was last over. */
  #deafAt = LONG_AGO
  /** Of the open link, where business data is watched. */
  #freshness: Freshness | null = null
  /** Stalls there had been when the link opened. */
  #stallsThen = 0

  constructor(plan: Plan, world: World, owner: VitalsOwner) {
    this.#plan = plan
    this.#world = world
    this.#wheel = world.wheels.for(plan)
    this.#owner = owner
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

  /** Attention at this very moment. */
  get attention(): number {
    return this.#wheel.heardNow()
  }

  /** Attention when the peer was last heard on this link. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** Attention when a pause or a stall that is told was last over. Short stalls are many, and their time is no attention anyhow. */
  get #unheardUntil(): number {
    return Math.max(this.#deafAt, this.#wheel.toldAt)
  }

  /** How suspicious the silence is, from 0 to 1; null without an open link. */
  get suspicion(): number | null {
    if (this.stage !== 'open') return null
    return this.#heartbeat?.suspicion(this.#wheel.heardNow(), this.#heardAt) ?? 0
  }

  /** Whether business data has been missing for too long. */
  get isStale(): boolean {
    return this.#freshness?.isStale ?? false
  }

  /** Milliseconds of attention since the peer was last heard on this link; null without an open link. */
  get silentMs(): number | null {
    return this.stage === 'open' ? Math.max(0, this.#wheel.heardNow() - this.#heardAt) : null
  }

  // — the link's way —

  dialling(): void {
    this.stage = 'dialling'
    this.#proven = false
    this.#alert = true
    this.#set('stageAt', this.#wheel.heardNow() + this.#plan.connectTimeoutMs)
    this.#set('ageAt', this.#world.clock.now() + this.#plan.maxAgeMs)
    this.#look()
  }

  /** The link is there; its first frame is waited for. */
  awaitingFrame(): void {
    this.stage = 'shaking'
    this.#set('stageAt', NEVER)
    this.#set('firstFrameAt', this.#wheel.heardNow() + this.#plan.firstFrameTimeoutMs)
    this.#look()
  }

  /** Hooks run. */
  shaking(): void {
    this.stage = 'shaking'
    this.#set('firstFrameAt', NEVER)
    this.#set('stageAt', this.#wheel.heardNow() + this.#plan.handshakeTimeoutMs)
    this.#look()
  }

  /** The link and its handshakes are complete. */
  open(): void {
    const { heartbeat } = this.#plan
    const now = this.#world.clock.now()
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

  /** No more is expected of the peer; `timed` sets the deadline of an orderly close. */
  closing(timed: boolean): void {
    const { survived } = this
    if (survived > 0) this.#noted.survive(survived)
    this.stage = 'closing'
    this.#heartbeat = null
    this.#freshness = null
    this.#link = null
    this.#alert = false
    this.#deafSince = READING
    this.#running = null
    if (!timed) return
    this.#set('stageAt', this.#wheel.heardNow() + this.#plan.closeTimeoutMs)
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
    this.#wheel.arm(this, this.#world.clock.now())
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
    this.#heartbeat?.answered(this.#heardAt, this.#unheardUntil)
  }

  partial(begun: boolean): void {
    this.#set('frameAt', begun ? this.#wheel.heardNow() + this.#plan.frameTimeoutMs : NEVER)
    if (begun) this.#look()
  }

  /** Bytes are held back until more come, or until they have waited long enough. */
  holding(): void {
    const timeoutMs = this.#plan.heartbeat?.limits.suspectMs ?? LONGEST_HOLD_MS
    this.#set('holdAt', this.#wheel.heardNow() + Math.min(timeoutMs, LONGEST_HOLD_MS))
    this.#look()
  }

  /** Something was written: what the system did not take at once has a deadline. */
  written(link: Link): void {
    if (this.#deadlines.writeAt < NEVER || link.buffered === 0) return
    this.#link = link
    this.#flushedThen = link.flushed
    this.#set('writeAt', this.#wheel.heardNow() + this.#plan.writeTimeoutMs)
    this.#look()
  }

  drained(): void {
    this.#set('writeAt', NEVER)
  }

  /** Reading stops: what follows is no attention. */
  deaf(): void {
    if (this.#deafSince === READING) this.#deafSince = this.#wheel.heardNow()
  }

  /** Reading goes on. */
  hearing(): void {
    if (this.#deafSince === READING) return
    this.#deafAt = this.#wheel.heardNow()
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
    this.#noted.miss()
  }

  suspected(): void {
    this.#alert = true
    this.#noted.suspect()
    this.#owner.report({ type: 'peer.silent' })
  }

  lost(): void {
    this.#noted.convict(this.#wheel.attention.value - this.#heardAt)
    this.#owner.report({ type: 'peer.lost' })
  }

  get #noted(): QualityRecord {
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
    const now = this.#world.clock.now()
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
    if (!this.#proven) {
      this.#proven = true
      // Only what was dialled has attempts to count.
      if (!this.#plan.accepts) {
        this.#set('stableAt', this.#heardAt + this.#plan.backoff.stableMs)
        this.#look()
      }
    }
    if (!this.#heartbeat?.suspects) return
    this.#heartbeat.revive()
    // The next look was to be at the next miss of a suspect, which may be long after the first of an alive peer.
    this.#wheel.arm(this, this.#world.clock.now())
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
    const link = this.#link
    this.#set('writeAt', NEVER)
    if (link === null || link.buffered === 0) return false
    if (link.flushed === this.#flushedThen) return true
    this.#flushedThen = link.flushed
    this.#set('writeAt', attention + this.#plan.writeTimeoutMs)
    return false
  }
}
