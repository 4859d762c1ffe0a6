/** The study itself: every detector on every network, at equal detection times. */
import type { Row } from './csv.ts'
import { type Measures, measure } from './measure.ts'
import { arrivalsOf, type Network } from './networks.ts'
import { REGIMES, regimeOf } from './regimes.ts'
import { SUBJECTS, type Subject } from './subjects.ts'
import { type Tuned, Tuner } from './tune.ts'

export const STUDY_COLUMNS = [
  'network',
  'part',
  'detector',
  'target_s',
  'option',
  'detection_s',
  'detection_p99_s',
  'detection_worst_s',
  'mistakes_per_hour',
  'mistake_s',
  'accuracy',
  'verdict_s',
  'false_verdicts_per_hour',
] as const

/** Times are in seconds. What no setting of a detector reaches has empty figures. */
export type StudyRow = Row<(typeof STUDY_COLUMNS)[number]>

/** The mean detection times of the published table, in ms. */
export const TARGETS_MS = [2_000, 3_000, 5_000, 10_000] as const
/** Those between them, for lines in plots. */
export const BETWEEN_MS = [1_500, 2_500, 4_000, 7_000] as const

/** @param targetsMs which mean detection times all detectors are tuned to. */
export function studyOf(network: Network, targetsMs: readonly number[]): StudyRow[] {
  const arrivals = arrivalsOf(network)
  return SUBJECTS.flatMap((subject) => {
    const tuner = new Tuner(subject, arrivals)
    return targetsMs.flatMap((targetMs) => rowsOf(network, subject, targetMs, tuner.to(targetMs)))
  })
}

function rowsOf(network: Network, subject: Subject, targetMs: number, tuned: Tuned | null): StudyRow[] {
  const key = { network: network.name, detector: subject.name, target_s: seconds(targetMs) }
  if (tuned === null) return [{ ...key, part: '', option: '', ...NOTHING }]
  const option = subject.shown(tuned.free)
  const whole = { ...key, part: '', option, ...figuresOf(measure(tuned.watched)) }
  if (network.pattern !== 'changing') return [whole]
  const parts = REGIMES.map(({ name }, regime) => {
    const measures = measure(tuned.watched, (interval) => regimeOf(interval) === regime)
    return { ...key, part: name, option, ...figuresOf(measures) }
  })
  return [whole, ...parts]
}

const NOTHING = {
  detection_s: '',
  detection_p99_s: '',
  detection_worst_s: '',
  mistakes_per_hour: '',
  mistake_s: '',
  accuracy: '',
  verdict_s: '',
  false_verdicts_per_hour: '',
}

/** Rounded so far that the last digits of a platform's logarithm are not seen. */
function figuresOf(measures: Measures): typeof NOTHING {
  const { detection } = measures
  return {
    detection_s: seconds(detection.mean),
    detection_p99_s: seconds(detection.p99),
    detection_worst_s: seconds(detection.worst),
    mistakes_per_hour: measures.mistakesPerHour.toFixed(2),
    mistake_s: seconds(measures.mistakeMs),
    accuracy: (1 - measures.wronglySuspect).toFixed(5),
    verdict_s: seconds(measures.verdictMs),
    false_verdicts_per_hour: measures.falseVerdictsPerHour.toFixed(2),
  }
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2)
}
