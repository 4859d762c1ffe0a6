/** A heartbeat on a bench: a clock, attention and a wheel of numbers, without links and without a real wheel. */
import { Attention } from '../../../src/machines/attention.ts'
import type { DetectorRule } from '../../../src/machines/detector/detector.ts'
import { fixed } from '../../../src/machines/detector/fixed.ts'
import { boundMs, Heartbeat, type HeartbeatPlan } from '../../../src/machines/heartbeat.ts'

import { LONG_AGO } from '../../../src/machines/never.ts'

export const TICK = 50
export const CAP = 100

/** What a plan is made of, as people say it. */
export interface Terms {
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly misses?: number
  /** How long a suspect has; otherwise one timeout for each miss after the first. */
  readonly forMs?: number
  readonly beats?: boolean
  readonly judges?: boolean
  readonly skipWhenHeard?: boolean
  readonly rule?: DetectorRule
  readonly learnsFrom?: HeartbeatPlan['learnsFrom']
}

export function planOf({
  everyMs = 1_000,
  timeoutMs = 500,
  misses = 3,
  forMs = (misses - 1) * timeoutMs,
  beats = true,
  judges = true,
  skipWhenHeard = false,
  rule = fixed,
  learnsFrom = 'answers',
}: Terms = {}): HeartbeatPlan {
  const limits = { suspectMs: timeoutMs, deadMs: timeoutMs + forMs }
  return {
    everyMs,
    misses,
    beats,
    skipWhenHeard,
    rule: judges ? rule : null,
    limits,
    tightestMs: timeoutMs,
    learnsFrom,
    detector: rule.detector(limits),
  }
}

export type Happening = readonly ['beat' | 'missed' | 'suspected', number, number?]

/** Ticks every {@link TICK} ms, looks when the heartbeat asked to, and writes down what it did and when. */
export class Bench {
  readonly log: Happening[] = []
  /** When it was looked at, after the first time. */
  readonly looks: number[] = []
  readonly heartbeat: Heartbeat
  readonly attention: Attention
  readonly #plan: HeartbeatPlan
  now = 0
  wall = 0
  heardAt = 0
  /** When the heartbeat asked to be looked at again. */
  next = 0
  /** Whether the verdict is in: nobody looks any more. */
  isOver = false
  /** Attention when a pause was last over. */
  deafAt = Number.NEGATIVE_INFINITY
  /** Called at each beat; a peer that answers calls {@link hear}. */
  onBeat: () => void = () => {}

  constructor(plan: HeartbeatPlan, phase = 1) {
    this.#plan = plan
    this.attention = new Attention(CAP, 0, 0)
    this.heartbeat = new Heartbeat(plan, 0, 0, phase)
    this.look()
    this.looks.length = 0
  }

  /** Ticks until the clock says `at`. */
  runTo(at: number): void {
    while (this.now + TICK <= at) this.tick(TICK)
  }

  /** This process does not run for `ms`; the tick after it is late by that much. */
  stall(ms: number): void {
    this.tick(ms)
  }

  tick(ms: number): void {
    this.now += ms
    this.wall += ms
    this.attention.tick(this.now, this.wall)
    if (this.now >= this.next && !this.isOver) this.look()
  }

  /** The machine sleeps for `ms`: the clock that never goes back stands still, the one on the wall does not. */
  sleep(ms: number): void {
    this.wall += ms
    this.tick(TICK)
    if (!this.isOver) this.look()
  }

  hear(): void {
    const before = this.heardAt
    this.heardAt = this.attention.value
    this.heartbeat.heard(this.heardAt, before, Math.max(this.deafAt, this.attention.stalledAt))
    this.heartbeat.revive()
  }

  /** The answer to a beat comes. */
  answer(): void {
    this.hear()
    this.heartbeat.answered(this.heardAt, Math.max(this.deafAt, this.attention.stalledAt))
  }

  /** Something gives reason to ask the peer; the next tick looks. */
  doubt(): void {
    this.heartbeat.doubt()
    this.next = this.now
  }

  times(kind: 'beat' | 'missed' | 'suspected'): number[] {
    return this.log.flatMap(([what, at]) => (what === kind ? [at] : []))
  }

  look(): void {
    const { now, attention } = this
    this.looks.push(now)
    const deafAt = Math.max(this.deafAt, attention.stalledAt)
    const wokenAt = attention.sleptMs >= boundMs(this.#plan) ? attention.sleptAt : LONG_AGO
    this.next = this.heartbeat.look(now, attention.value, this.heardAt, deafAt, wokenAt, attention.settled, {
      beat: () => {
        this.log.push(['beat', this.now])
        this.onBeat()
      },
      missed: () => this.log.push(['missed', this.now, this.heartbeat.misses]),
      // The first miss says so too; a sleep is the only other way.
      suspected: () => {
        if (this.heartbeat.misses === 0) this.log.push(['suspected', this.now])
      },
      lost: () => {
        this.isOver = true
      },
    })
  }
}
