/** What comes in the box: each preset with each detector as it is without options, over three real-life streams. */
import type { Detector } from '../../src/machines/detector/detector.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import { boundMs, type HeartbeatPlan } from '../../src/machines/heartbeat.ts'
import type { PresetName } from '../../src/machines/presets.ts'
import { type Arrivals, arrivals } from './arrivals.ts'
import { type Conditions, independent } from './conditions.ts'
import type { Row } from './csv.ts'
import { exponential, logNormal } from './delays.ts'
import { type Measures, measure } from './measure.ts'
import { DETECTORS, planOf } from './plans.ts'
import { changing } from './regimes.ts'
import { watch } from './watch.ts'

export const SHIPPED_COLUMNS = [
  'network',
  'preset',
  'detector',
  'suspect_s',
  'dead_s',
  'bound_s',
  'wrong_suspicions_per_day',
  'wrong_verdicts_per_day',
  'days',
] as const

export type ShippedRow = Row<(typeof SHIPPED_COLUMNS)[number]>

export interface Place {
  readonly name: string
  readonly about: string
  readonly conditions: Conditions
  readonly retransmitMs: number
  readonly presets: readonly PresetName[]
}

export const PLACES: readonly Place[] = [
  {
    name: 'site',
    about: 'round trips of 1 ms on average, exponential, 0.1 % lost',
    conditions: independent(0.001, exponential(1)),
    retransmitMs: 201,
    presets: ['lan', 'internet'],
  },
  {
    name: 'internet',
    about: 'round trips of 100 ms on average, log-normal (σ = 1), 1 % lost',
    conditions: independent(0.01, logNormal(100, 1)),
    retransmitMs: 400,
    presets: ['lan', 'internet', 'mobile'],
  },
  {
    name: 'changing',
    about: 'the trace of changing times',
    conditions: changing,
    retransmitMs: 400,
    presets: ['lan', 'internet', 'mobile'],
  },
]

const BEATS = 200_000
const DAY_S = 86_400

/** @param place one of {@link PLACES}. */
export function shippedRows(place: Place): ShippedRow[] {
  return place.presets.flatMap((preset) => {
    const plan = planOf(preset)
    const answers = answersTo(plan, place)
    const judged = (name: string, detector: Detector): Judged => ({
      name,
      measures: measure(watch(answers, detector, plan.learnsFrom)),
    })
    const learned = DETECTORS.map(({ name, detector }) => {
      const { rule, limits } = planOf(preset, detector)
      if (rule === null) throw new Error(`${name} judges nothing`)
      return judged(name, rule.detector(limits))
    })
    const [ours, quick] = learned
    if (ours === undefined || quick === undefined) throw new Error('nothing to compare')
    const sooner = {
      ...plan.limits,
      deadMs: plan.limits.deadMs + quick.measures.verdictMs - ours.measures.verdictMs,
    }
    const equal = judged(`${ours.name} as quick as ${quick.name}`, fixed.detector(sooner))
    return [...learned, equal].map((one) => rowOf(place, preset, plan, one))
  })
}

interface Judged {
  readonly name: string
  readonly measures: Measures
}

/** A beat is sent, the answer comes after a round trip. */
function answersTo({ everyMs }: HeartbeatPlan, { name, conditions, retransmitMs }: Place): Arrivals {
  return arrivals({
    carriage: 'stream',
    conditions,
    everyMs,
    sent: BEATS,
    retransmitMs,
    seed: `shipped ${name}`,
  })
}

function rowOf(
  place: Place,
  preset: PresetName,
  plan: HeartbeatPlan,
  { name, measures }: Judged,
): ShippedRow {
  return {
    network: place.name,
    preset,
    detector: name,
    suspect_s: seconds(measures.detection.mean),
    dead_s: seconds(measures.verdictMs),
    bound_s: seconds(boundMs(plan)),
    wrong_suspicions_per_day: (24 * measures.mistakesPerHour).toFixed(2),
    wrong_verdicts_per_day: (24 * measures.falseVerdictsPerHour).toFixed(2),
    days: ((measures.hours * 3_600) / DAY_S).toFixed(1),
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2)
}
