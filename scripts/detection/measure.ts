/** The quality of what was watched, in the terms of Chen, Toueg and Aguilera (2002). */
import { crashAt } from './arrivals.ts'
import type { Watched } from './watch.ts'

export interface Measures {
  /** T_D: from a crash at a random moment to the suspicion that stays, in ms. */
  readonly detection: Spread
  /** λ_M: how often a peer that was up became suspect, per hour. */
  readonly mistakesPerHour: number
  /** T_M: how long such a mistake lasted on average, in ms; 0 when none was made. */
  readonly mistakeMs: number
  /** 1 − P_A: the share of time in which a peer that was up was suspect. */
  readonly wronglySuspect: number
  /** From a crash to the verdict, on average, in ms. */
  readonly verdictMs: number
  /** How often a peer that was up was found dead, per hour. */
  readonly falseVerdictsPerHour: number
  /** How long it was watched, in hours. */
  readonly hours: number
}

export interface Spread {
  readonly mean: number
  /** One crash in a hundred took longer. */
  readonly p99: number
  /** The longest: a crash right after a heartbeat, at the worst moment there was. */
  readonly worst: number
}

/** What a detector hears before it is judged, in intervals. */
export const WARM_UP = 1_000

/** @param counts which intervals are looked at; default all. */
export function measure(watched: Watched, counts: (interval: number) => boolean = () => true): Measures {
  const { arrivals, suspectMs, deadMs } = watched
  const mistakes = mistakesIn(watched, suspectMs, counts)
  const verdicts = mistakesIn(watched, deadMs, counts)
  let intervals = 0
  for (let interval = WARM_UP; interval < arrivals.sent; interval += 1) if (counts(interval)) intervals += 1
  const hours = (intervals * arrivals.everyMs) / 3_600_000
  return {
    detection: spreadOf(detectionTimes(watched, suspectMs, counts)),
    mistakesPerHour: mistakes.count / hours,
    mistakeMs: mistakes.count === 0 ? 0 : mistakes.sumMs / mistakes.count,
    wronglySuspect: mistakes.sumMs / (intervals * arrivals.everyMs),
    verdictMs: mean(detectionTimes(watched, deadMs, counts)),
    falseVerdictsPerHour: verdicts.count / hours,
    hours,
  }
}

/** The mean of T_D alone: enough to tune by. */
export function meanDetection(watched: Watched): number {
  return mean(detectionTimes(watched, watched.suspectMs, () => true))
}

/** Each gap between two arrivals that was longer than the threshold is one mistake, and ends with the arrival. */
function mistakesIn(
  { arrivals: { at, everyMs } }: Watched,
  thresholds: Float64Array,
  counts: (interval: number) => boolean,
): { readonly count: number; readonly sumMs: number } {
  let count = 0
  let sumMs = 0
  let before = at[0] ?? 0
  let threshold = thresholds[0] ?? 0
  for (const [index, now] of at.entries()) {
    const tooLateMs = now - before - everyMs - threshold
    if (tooLateMs > 0 && counted(before / everyMs, counts)) {
      count += 1
      sumMs += tooLateMs
    }
    before = now
    threshold = thresholds[index] ?? 0
  }
  return { count, sumMs }
}

function counted(intervals: number, counts: (interval: number) => boolean): boolean {
  const interval = Math.floor(intervals)
  return interval >= WARM_UP && counts(interval)
}

/**
 * One crash after each heartbeat, before the next. All that is under way arrives; the suspicion that stays begins when
 * the last of it is late.
 */
function detectionTimes(
  { arrivals: { at, last, sent, everyMs } }: Watched,
  thresholds: Float64Array,
  counts: (interval: number) => boolean,
): Float64Array {
  const times = new Float64Array(sent)
  let count = 0
  for (let index = WARM_UP; index < sent; index += 1) {
    if (!counts(index)) continue
    const place = last[index] ?? 0
    const suspectAt = (at[place] ?? 0) + everyMs + (thresholds[place] ?? 0)
    times[count] = Math.max(0, suspectAt - crashAt(index) * everyMs)
    count += 1
  }
  return times.subarray(0, count)
}

function mean(times: Float64Array): number {
  let sum = 0
  for (const time of times) sum += time
  return sum / times.length
}

function spreadOf(times: Float64Array): Spread {
  const sorted = times.slice().sort()
  return {
    mean: mean(times),
    p99: sorted[Math.floor(0.99 * sorted.length)] ?? 0,
    worst: sorted.at(-1) ?? 0,
  }
}
