/** The networks of the study. Names are stable: they seed the arrivals, and are the keys of the table. */
import { type Arrivals, arrivals, type Carriage } from './arrivals.ts'
import { bursty, type Conditions, independent } from './conditions.ts'
import { type DelayModel, exponential, logNormal, pareto } from './delays.ts'
import { WARM_UP } from './measure.ts'
import { changing } from './regimes.ts'

export type Pattern = 'independent' | 'bursty' | 'changing'

export interface Network {
  readonly name: string
  readonly carriage: Carriage
  readonly pattern: Pattern
  /** The distribution of delays. */
  readonly delay: string
  /** Loss on the whole, in per cent; null where it changes. */
  readonly lossPercent: number | null
  readonly conditions: Conditions
}

/** η: how often a heartbeat leaves, as in the literature. */
export const EVERY_MS = 1_000
export const MEAN_DELAY_MS = 100
/** What Linux has by default: a round trip and 200 ms. */
export const RETRANSMIT_MS = 400
/** The deviation of the logarithm of log-normal delays. */
export const SIGMA = 1

const EXPONENTIAL = exponential(MEAN_DELAY_MS)
const LOG_NORMAL = logNormal(MEAN_DELAY_MS, SIGMA)
const PARETO = pareto(MEAN_DELAY_MS)

/** In per cent. */
export const LOSSES = [0, 1, 5, 10, 20, 30] as const

export const NETWORKS: readonly Network[] = [
  ...[EXPONENTIAL, LOG_NORMAL, PARETO].flatMap((delay) => lossy('messages', delay)),
  ...lossy('stream', LOG_NORMAL),
  ...(['messages', 'stream'] as const).map(
    (carriage): Network => ({
      name: `${carriage} changing`,
      carriage,
      pattern: 'changing',
      delay: 'changing',
      lossPercent: null,
      conditions: changing,
    }),
  ),
]

/** What each detector is judged by; those of the warm-up come before. */
export const HEARTBEATS = 100_000

/** @param everyMs how often a heartbeat leaves; default a second. */
export function arrivalsOf({ name, conditions, carriage }: Network, everyMs = EVERY_MS): Arrivals {
  return arrivals({
    conditions,
    carriage,
    everyMs,
    sent: WARM_UP + HEARTBEATS,
    retransmitMs: RETRANSMIT_MS,
    seed: name,
  })
}

/** Without loss there is nothing to come in bursts. */
function lossy(carriage: Carriage, delay: DelayModel): Network[] {
  return (['independent', 'bursty'] as const).flatMap((pattern) =>
    LOSSES.filter((percent) => percent > 0 || pattern === 'independent').map((percent) => ({
      name: `${carriage} ${delay.name} ${pattern} ${percent} %`,
      carriage,
      pattern,
      delay: delay.name,
      lossPercent: percent,
      conditions: (pattern === 'independent' ? independent : bursty)(percent / 100, delay),
    })),
  )
}
