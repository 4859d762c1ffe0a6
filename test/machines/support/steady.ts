/** A heartbeat on a bench: a clock, attention and a wheel of numbers, without links and without a real wheel. */
import { Attention } from '../../../src/machines/attention.ts'
import { Heartbeat, type HeartbeatPlan } from '../../../src/machines/heartbeat.ts'

export const TICK = 50
export const CAP = 100

export function planOf(plan: Partial<HeartbeatPlan> = {}): HeartbeatPlan {
  return {
    beats: true,
    judges: true,
    everyMs: 1_000,
    timeoutMs: 500,
    misses: 3,
    skipWhenHeard: false,
    ...plan,
  }
}

export type Happening = readonly ['beat' | 'missed', number, number?]

/** Ticks every {@link TICK} ms, looks when the heartbeat asked to, and writes down what it did and when. */
export class Bench {
  readonly log: Happening[] = []
  readonly heartbeat: Heartbeat
  readonly attention: Attention
  readonly #misses: number
  now = 0
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
    this.#misses = plan.misses
    this.attention = new Attention(CAP, 0)
    this.heartbeat = new Heartbeat(plan, 0, 0, phase)
    this.look()
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
    this.attention.tick(this.now)
    if (this.now >= this.next && !this.isOver) this.look()
  }

  hear(): void {
    this.heardAt = this.attention.value
    this.heartbeat.revive()
  }

  /** Something gives reason to ask the peer; the next tick looks. */
  doubt(): void {
    this.heartbeat.doubt()
    this.next = this.now
  }

  times(kind: 'beat' | 'missed'): number[] {
    return this.log.flatMap(([what, at]) => (what === kind ? [at] : []))
  }

  look(): void {
    const { now, attention } = this
    const deafAt = Math.max(this.deafAt, attention.stalledAt)
    this.next = this.heartbeat.look(now, attention.value, this.heardAt, deafAt, attention.settled, {
      beat: () => {
        this.log.push(['beat', this.now])
        this.onBeat()
      },
      missed: (misses) => {
        this.log.push(['missed', this.now, misses])
        if (misses >= this.#misses) this.isOver = true
      },
    })
  }
}
