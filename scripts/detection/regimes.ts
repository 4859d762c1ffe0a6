/** One trace of changing times, over and over: what a phone on a train meets within forty minutes. */
import type { Condition, Conditions } from './conditions.ts'
import { logNormal } from './delays.ts'

export interface Regime {
  readonly name: string
  /** How many intervals of a second it lasts. */
  readonly intervals: number
  readonly about: string
  readonly at: (interval: number) => Condition
}

const GOOD: Condition = { loss: 0.002, delay: logNormal(60, 0.3) }
const CONGESTED: Condition = { loss: 0.05, delay: logNormal(500, 0.8) }
const MOVING: Condition = { loss: 0.01, delay: logNormal(120, 0.5) }
const GONE: Condition = { loss: 1, delay: MOVING.delay }

const REGIME_INTERVALS = 600
/** From one handover to the next, and how long nothing gets through in it. */
const HANDOVER_EVERY = 60
const HANDOVER_INTERVALS = 3

export const REGIMES: readonly Regime[] = [
  { name: 'good', intervals: REGIME_INTERVALS, about: '60 ms on average, 0.2 % lost', at: () => GOOD },
  {
    name: 'congested',
    intervals: REGIME_INTERVALS,
    about: '500 ms on average and far apart, 5 % lost',
    at: () => CONGESTED,
  },
  {
    name: 'handovers',
    intervals: REGIME_INTERVALS,
    about: '120 ms on average, 1 % lost, and once a minute nothing gets through for 3 s',
    at: (interval) => (interval % HANDOVER_EVERY >= HANDOVER_EVERY - HANDOVER_INTERVALS ? GONE : MOVING),
  },
  { name: 'good again', intervals: REGIME_INTERVALS, about: 'as at first', at: () => GOOD },
]

export const TRACE_INTERVALS = REGIMES.reduce((sum, { intervals }) => sum + intervals, 0)

/** Which regime an interval falls into. */
export function regimeOf(interval: number): number {
  let left = interval % TRACE_INTERVALS
  for (const [index, { intervals }] of REGIMES.entries()) {
    if (left < intervals) return index
    left -= intervals
  }
  return REGIMES.length - 1
}

export const changing: Conditions = () => {
  let interval = 0
  return () => {
    const regime = REGIMES[regimeOf(interval)]
    const condition = regime?.at(interval % REGIME_INTERVALS) ?? GOOD
    interval += 1
    return condition
  }
}
