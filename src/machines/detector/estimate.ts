/** How late the next sign of life is expected to be, from how late the ones before were. */
import { Window } from './window.ts'

export interface Estimate {
  /** How many samples it has learned from. */
  readonly count: number
  /** The lateness expected, in ms. */
  readonly expectedMs: number
  /** How far from it samples are, in ms; 0 where that is not looked at. */
  readonly deviationMs: number
  add(ms: number): void
}

/** The average of the latest samples, as Chen, Toueg and Aguilera's NFD-E expects the next arrival. */
export class MeanEstimate implements Estimate {
  readonly deviationMs = 0
  readonly #window: Window

  /** @param highestMs samples above count as this. */
  constructor(size: number, highestMs: number) {
    this.#window = new Window(size, highestMs)
  }

  get count(): number {
    return this.#window.count
  }

  get expectedMs(): number {
    return this.#window.meanMs
  }

  add(ms: number): void {
    this.#window.add(ms)
  }
}

/** α and β of RFC 6298: how much of the new sample goes into the estimate, and of its error into the deviation. */
const GAIN = 1 / 8
const DEVIATION_GAIN = 1 / 4

/**
 * SRTT and RTTVAR of RFC 6298 (V. Jacobson and M. Karels, "Congestion Avoidance and Control", SIGCOMM 1988): three
 * numbers, however much was learned.
 */
export class SmoothedEstimate implements Estimate {
  count = 0
  expectedMs = 0
  deviationMs = 0
  readonly #highestMs: number

  /** @param highestMs samples above count as this. */
  constructor(highestMs: number) {
    this.#highestMs = highestMs
  }

  add(ms: number): void {
    // What is no number above 0 counts as 0: NaN would stay in the estimate for ever.
    const sample = ms > 0 ? Math.min(ms, this.#highestMs) : 0
    if (this.count === 0) {
      this.expectedMs = sample
      this.deviationMs = sample / 2
    } else {
      // The deviation first: it is that from what was expected before.
      this.deviationMs += DEVIATION_GAIN * (Math.abs(this.expectedMs - sample) - this.deviationMs)
      this.expectedMs += GAIN * (sample - this.expectedMs)
    }
    this.count += 1
  }
}
