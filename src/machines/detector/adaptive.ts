/**
 * The adaptive detector: silence is judged against how late the next sign of life is expected, plus a margin. With a
 * constant margin it is NFD-E of W. Chen, S. Toueg and M. K. Aguilera, "On the Quality of Service of Failure Detectors",
 * IEEE Transactions on Computers 51(5), 2002; with one that grows with the deviation, the bound of TCP's retransmission
 * timer (V. Jacobson and M. Karels, SIGCOMM 1988; RFC 6298).
 */
import { checkObject } from '../../transport/transport.ts'
import { checkOptions, choiceOption, integerOption, millisOption, numberOption } from '../check.ts'
import { NEVER } from '../never.ts'
import { boundedDeadMs, boundedSuspectMs, LEAST_MS } from './bounds.ts'
import type { Detector, DetectorLimits, DetectorRule } from './detector.ts'
import { type Estimate, MeanEstimate, SmoothedEstimate } from './estimate.ts'
import { lessons } from './lessons.ts'

/** What both kinds of margin have. */
export interface MarginOptions {
  /**
   * How much later than expected the peer is suspect, in ms; with `margin: 'deviation'`, at the least. Default half the
   * heartbeat's `timeoutMs`, or `deadMarginMs` if that is less; at least 10.
   */
  readonly suspectMarginMs?: number
  /**
   * How much later than expected it is dead, in ms; with `margin: 'deviation'`, at the least. Default 1.2 × the
   * heartbeat's `timeoutMs`, or `suspectMarginMs` if that is more; at least `suspectMarginMs`. TCP sends a lost segment
   * again after 0.2 s, then 0.4 s, 0.8 s…: it takes 6.2 s over five losses in a row.
   */
  readonly deadMarginMs?: number
  /**
   * Until there are so many samples, it judges as `fixed` does. Default 10 (or the window, if that is less); from 1 to
   * 10 000, or to the window.
   */
  readonly minSamples?: number
}

/** Late by `SRTT + max(margin, times × RTTVAR)`: a peer whose answers vary has more time. 3 numbers per link. */
export interface DeviationMarginOptions extends MarginOptions {
  /** How the margin is found. This is the default. */
  readonly margin?: 'deviation'
  /** How many RTTVAR later than SRTT the peer is suspect. Default 4, as in RFC 6298, or `deadTimes` if that is less; from 0 to `deadTimes`. */
  readonly suspectTimes?: number
  /** How many RTTVAR later than SRTT it is dead. Default 8; from 0 to 100. */
  readonly deadTimes?: number
}

/** Late by `mean of the latest samples + margin`: the time allowed beyond the expected is always the same. */
export interface ConstantMarginOptions extends MarginOptions {
  /** How the margin is found. */
  readonly margin: 'constant'
  /** Of how many of the latest samples the mean is taken. Default 100; from 1 to 10 000. 8 bytes each. */
  readonly window?: number
}

/** What {@link adaptive} learns from, and when it suspects and convicts. */
export type AdaptiveOptions = DeviationMarginOptions | ConstantMarginOptions

const SHARED = ['margin', 'suspectMarginMs', 'deadMarginMs', 'minSamples']

/**
 * Makes a detector rule for `heartbeat.detector`: silence is judged against what was expected, plus a margin. With the
 * defaults (`timeoutMs` 5 s), a peer that answers in 0.1 s is suspect when it is late by 2.6 s, and dead by 6.1 s, where
 * `fixed` takes 5 s and 15 s; later than `fixed` it never convicts. A peer silent from t on is dead by
 * `t + everyMs + timeoutMs + suspect.forMs`, plus one tick, whatever was learned.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function adaptive(options: AdaptiveOptions = {}): DetectorRule {
  const plan = planOf(options)
  return {
    name: 'adaptive',
    options,
    teacher: lessons,
    shortestMs: (limits) => boundedSuspectMs(limits, suspectMarginMs(plan, limits)),
    detector: (limits) => new AdaptiveDetector(plan, limits),
  }
}

/** The options, checked. */
interface AdaptivePlan {
  /** null: in proportion to the limit. */
  readonly suspectMarginMs: number | null
  readonly deadMarginMs: number | null
  readonly suspectTimes: number
  readonly deadTimes: number
  readonly minSamples: number
  /** A new estimate, of samples up to this. */
  readonly estimate: (highestMs: number) => Estimate
}

function planOf(options: AdaptiveOptions): AdaptivePlan {
  checkObject(options, 'adaptive')
  choiceOption('adaptive.margin', options.margin ?? 'deviation', ['deviation', 'constant'])
  return options.margin === 'constant' ? constantPlan(options) : deviationPlan(options)
}

function constantPlan(options: ConstantMarginOptions): AdaptivePlan {
  checkOptions('adaptive', options, [...SHARED, 'window'])
  const window = integerOption('adaptive.window', options.window ?? 100, 1, 10_000)
  return {
    ...sharedPlan(options, window),
    suspectTimes: 0,
    deadTimes: 0,
    estimate: (highestMs) => new MeanEstimate(window, highestMs),
  }
}

function deviationPlan(options: DeviationMarginOptions): AdaptivePlan {
  checkOptions('adaptive', options, [...SHARED, 'suspectTimes', 'deadTimes'])
  const deadTimes = numberOption('adaptive.deadTimes', options.deadTimes ?? 8, 0, 100)
  const suspectTimes = options.suspectTimes ?? Math.min(4, deadTimes)
  return {
    ...sharedPlan(options, 10_000),
    suspectTimes: numberOption('adaptive.suspectTimes', suspectTimes, 0, deadTimes),
    deadTimes,
    estimate: (highestMs) => new SmoothedEstimate(highestMs),
  }
}

function sharedPlan(
  options: MarginOptions,
  mostSamples: number,
): Pick<AdaptivePlan, 'suspectMarginMs' | 'deadMarginMs' | 'minSamples'> {
  const { suspectMarginMs, deadMarginMs, minSamples = Math.min(10, mostSamples) } = options
  return {
    suspectMarginMs:
      suspectMarginMs === undefined
        ? null
        : millisOption('adaptive.suspectMarginMs', suspectMarginMs, LEAST_MS),
    deadMarginMs:
      deadMarginMs === undefined
        ? null
        : millisOption('adaptive.deadMarginMs', deadMarginMs, suspectMarginMs ?? LEAST_MS),
    minSamples: integerOption('adaptive.minSamples', minSamples, 1, mostSamples),
  }
}

/** Half the limit; where the margin of the verdict was given and is less, that. */
function suspectMarginMs({ suspectMarginMs, deadMarginMs }: AdaptivePlan, limits: DetectorLimits): number {
  return suspectMarginMs ?? Math.min(0.5 * limits.suspectMs, deadMarginMs ?? NEVER)
}

/** 1.2 × the limit; where the margin of suspicion was given and is more, that. */
function deadMarginMs({ suspectMarginMs, deadMarginMs }: AdaptivePlan, limits: DetectorLimits): number {
  return deadMarginMs ?? Math.max(1.2 * limits.suspectMs, suspectMarginMs ?? 0)
}

class AdaptiveDetector implements Detector {
  suspectMs: number
  deadMs: number
  readonly #plan: AdaptivePlan
  readonly #limits: DetectorLimits
  readonly #estimate: Estimate

  constructor(plan: AdaptivePlan, limits: DetectorLimits) {
    this.suspectMs = limits.suspectMs
    this.deadMs = limits.deadMs
    this.#plan = plan
    this.#limits = limits
    // Nobody alive is later than the limit; whoever is, by a tick, counts as that late.
    this.#estimate = plan.estimate(limits.deadMs)
  }

  learn(lateMs: number): void {
    this.#estimate.add(lateMs)
    if (this.#estimate.count < this.#plan.minSamples) return
    const { expectedMs, deviationMs } = this.#estimate
    const { suspectTimes, deadTimes } = this.#plan
    const suspectMs =
      expectedMs + Math.max(suspectMarginMs(this.#plan, this.#limits), suspectTimes * deviationMs)
    const deadMs = expectedMs + Math.max(deadMarginMs(this.#plan, this.#limits), deadTimes * deviationMs)
    this.suspectMs = boundedSuspectMs(this.#limits, suspectMs)
    this.deadMs = boundedDeadMs(this.#limits, this.suspectMs, deadMs)
  }

  suspicion(lateMs: number): number {
    return Math.min(1, Math.max(0, lateMs / this.deadMs))
  }
}
