/**
 * Who answers heartbeats and fails calls: left out for a while, longer from time to time (Envoy's outlier detection). It has
 * no say about who is dead, and heartbeats none about this: whoever dies starts with a clean slate when it is back, but for
 * how often it was left out before.
 */

/** When somebody is left out, and for how long. */
export interface EjectionPlan {
  /** So many failures in a row. */
  readonly failures: number
  /** For so long, in ms, times how often. */
  readonly firstMs: number
  /** No longer than that. */
  readonly maxMs: number
  /** No more than this share of all, but one in any case. */
  readonly share: number
}

export class Outlier {
  /** Failures since the latest success. */
  inRow = 0
  /** Until when it is left out, by the clock; 0 when it is not. */
  until = 0
  /** How often it was, less what is forgiven. */
  times = 0
  readonly #plan: EjectionPlan
  #backSince = 0

  constructor(plan: EjectionPlan) {
    this.#plan = plan
  }

  isEjected(nowMs: number): boolean {
    return nowMs < this.until
  }

  /** Notes one result; whether that is one failure too many. */
  note(failed: boolean): boolean {
    this.inRow = failed ? this.inRow + 1 : 0
    return this.inRow >= this.#plan.failures
  }

  /** Leaves it out. Each `firstMs` that it went well forgives one time. */
  eject(nowMs: number): void {
    const { firstMs, maxMs } = this.#plan
    const forgiven = this.times === 0 ? 0 : Math.floor((nowMs - this.#backSince) / firstMs)
    this.times = Math.max(0, this.times - forgiven) + 1
    this.until = nowMs + Math.min(maxMs, firstMs * this.times)
    this.#backSince = this.until
    this.inRow = 0
  }

  /** Its connection is dead: others judge now. */
  clear(nowMs: number): void {
    if (this.isEjected(nowMs)) this.#backSince = nowMs
    this.until = 0
    this.inRow = 0
  }
}

/** How many of so many may be left out at once. */
export function mostEjected({ share }: EjectionPlan, members: number): number {
  return Math.max(1, Math.floor(share * members))
}
