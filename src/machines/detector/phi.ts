/**
 * The phi-accrual detector: N. Hayashibara, X. Défago, R. Yared and T. Katayama, "The φ Accrual Failure Detector", SRDS
 * 2004. Lateness is held to be normally distributed; φ is how improbable it is that a peer which is up is as late as
 * this, as a number of decimal places: φ = 3 is 1 in 1000.
 */
import { checkOptions, integerOption, millisOption, numberOption, refuse } from '../check.ts'
import { boundedDeadMs, boundedSuspectMs, LEAST_MS } from './bounds.ts'
import type { Detector, DetectorLimits, DetectorRule } from './detector.ts'
import { lessons } from './lessons.ts'
import { phiAt, zAt } from './normal.ts'
import { Window } from './window.ts'

/**
 * What {@link phi} learns from, and when it suspects and convicts.
 *
 * A φ means nothing in seconds by itself. It is reached at a lateness of
 * `mean + acceptablePauseMs + z(φ) × max(deviation, minDeviationMs)`. For a `timeoutMs` of 5 s, the defaults here and a
 * peer that answers in 0.1 s with little deviation, that is
 *
 * | φ | z(φ) | late by |
 * | --- | --- | --- |
 * | 1 | 1.28 | 3.1 s |
 * | 2 (`suspectAt`) | 2.33 | 3.8 s |
 * | 3 | 3.09 | 4.4 s |
 * | 5 | 4.26 | 5.3 s |
 * | 8 (`threshold`) | 5.61 | 6.3 s |
 * | 12 | 7.03 | 7.4 s |
 * | 16 | 8.22 | 8.3 s |
 *
 * counted from when a sign of life was due, so `everyMs` more after the last one; and never later than the limits of the
 * heartbeat (5 s and 15 s by default). Other programs mean other times by the same φ: at one beat a second, φ = 8 is
 * 4.5 s of silence in Pekko, with the normal distribution and a pause of 3 s, and 18.4 s in Cassandra, with the
 * exponential one. Do not carry thresholds over.
 */
export interface PhiOptions {
  /** From how many of the latest samples mean and deviation are taken. Default 100; from 1 to 10 000. 8 bytes each. */
  readonly window?: number
  /** Until there are so many samples, it judges as `fixed` does. Default 10, or the window; from 1 to the window. */
  readonly minSamples?: number
  /**
   * No deviation counts as smaller, in ms: a peer of great regularity is not convicted for its first hiccup. At least 1.
   * Default 0.15 × the heartbeat's `timeoutMs`. With `acceptablePauseMs` it must leave the most regular peer 10 ms
   * before it is suspect.
   */
  readonly minDeviationMs?: number
  /**
   * Added to the mean: pauses that are no reason for doubt, such as garbage collection over there, or a segment that TCP
   * sends again. Default 0.4 × the heartbeat's `timeoutMs`; at least 0.
   */
  readonly acceptablePauseMs?: number
  /** The φ at which the peer is suspect. Default 2, or `threshold` if that is less; from 0.5 to `threshold`. */
  readonly suspectAt?: number
  /** The φ at which it is dead. Default 8; from 0.5 to 100. */
  readonly threshold?: number
}

const OPTIONS = ['window', 'minSamples', 'minDeviationMs', 'acceptablePauseMs', 'suspectAt', 'threshold']

/**
 * Makes a detector rule for `heartbeat.detector`: silence is judged by how improbable it is, given how late the peer has
 * been before. It convicts sooner than `fixed` the more regular the peer is; later than `fixed` never. A peer silent from
 * t on is dead by `t + everyMs + timeoutMs + suspect.forMs`, plus one tick, whatever was learned.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function phi(options: PhiOptions = {}): DetectorRule {
  const plan = planOf(options)
  return {
    name: 'phi',
    options,
    teacher: lessons,
    shortestMs: (limits) =>
      boundedSuspectMs(limits, pauseMs(plan, limits) + plan.suspectZ * minDeviationMs(plan, limits)),
    detector: (limits) => new PhiDetector(plan, limits),
  }
}

/** The options, checked, with what is worked out of them once for all links. */
interface PhiPlan {
  readonly window: number
  readonly minSamples: number
  /** null: in proportion to the limit. */
  readonly minDeviationMs: number | null
  readonly acceptablePauseMs: number | null
  readonly suspectZ: number
  readonly threshold: number
  readonly deadZ: number
}

function planOf(options: PhiOptions): PhiPlan {
  checkOptions('phi', options, OPTIONS)
  const { minDeviationMs, acceptablePauseMs } = options
  const window = integerOption('phi.window', options.window ?? 100, 1, 10_000)
  const threshold = numberOption('phi.threshold', options.threshold ?? 8, 0.5, 100)
  const suspectAt = numberOption('phi.suspectAt', options.suspectAt ?? Math.min(2, threshold), 0.5, threshold)
  const plan: PhiPlan = {
    window,
    minSamples: integerOption('phi.minSamples', options.minSamples ?? Math.min(10, window), 1, window),
    minDeviationMs:
      minDeviationMs === undefined ? null : millisOption('phi.minDeviationMs', minDeviationMs, 1),
    acceptablePauseMs:
      acceptablePauseMs === undefined ? null : millisOption('phi.acceptablePauseMs', acceptablePauseMs, 0),
    suspectZ: zAt(suspectAt),
    threshold,
    deadZ: zAt(threshold),
  }
  if (plan.minDeviationMs !== null && plan.acceptablePauseMs !== null) {
    const leastMs = (LEAST_MS - plan.acceptablePauseMs) / plan.suspectZ
    if (plan.minDeviationMs < leastMs) {
      const why = `at least ${leastMs.toFixed(1)} ms, or nobody would have ${LEAST_MS} ms`
      refuse('phi.minDeviationMs', why, minDeviationMs)
    }
  }
  return plan
}

function minDeviationMs(plan: PhiPlan, limits: DetectorLimits): number {
  return plan.minDeviationMs ?? 0.15 * limits.suspectMs
}

function pauseMs(plan: PhiPlan, limits: DetectorLimits): number {
  return plan.acceptablePauseMs ?? 0.4 * limits.suspectMs
}

class PhiDetector implements Detector {
  suspectMs: number
  deadMs: number
  readonly #plan: PhiPlan
  readonly #limits: DetectorLimits
  readonly #window: Window
  /** Where φ is log10 2, in ms of lateness; Infinity until enough was learned. */
  #middleMs = Number.POSITIVE_INFINITY
  #deviationMs = 1

  constructor(plan: PhiPlan, limits: DetectorLimits) {
    this.suspectMs = limits.suspectMs
    this.deadMs = limits.deadMs
    this.#plan = plan
    this.#limits = limits
    // Nobody alive is later than the limit; whoever is, by a tick, counts as that late.
    this.#window = new Window(plan.window, limits.deadMs)
  }

  learn(lateMs: number): void {
    this.#window.add(lateMs)
    if (this.#window.count < this.#plan.minSamples) return
    const { suspectZ, deadZ } = this.#plan
    this.#middleMs = this.#window.meanMs + pauseMs(this.#plan, this.#limits)
    this.#deviationMs = Math.max(this.#window.deviationMs, minDeviationMs(this.#plan, this.#limits))
    this.suspectMs = boundedSuspectMs(this.#limits, this.#middleMs + suspectZ * this.#deviationMs)
    this.deadMs = boundedDeadMs(this.#limits, this.suspectMs, this.#middleMs + deadZ * this.#deviationMs)
  }

  /** φ as a share of the threshold; the share of the limit where that is more, since there the verdict falls as well. */
  suspicion(lateMs: number): number {
    if (lateMs <= 0) return 0
    if (lateMs >= this.deadMs) return 1
    const ofLimit = lateMs / this.#limits.deadMs
    const phi = phiAt((lateMs - this.#middleMs) / this.#deviationMs)
    return Math.min(1, Math.max(ofLimit, phi / this.#plan.threshold))
  }
}
