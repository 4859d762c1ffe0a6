/** All figures there are, from the simulation or from the committed files. */
import { csvOf, rowsIn } from './csv.ts'
import { NETWORKS, type Network } from './networks.ts'
import { LOSSES_CHECKED, SCHEDULE_COLUMNS, type ScheduleRow, scheduleRows } from './schedule.ts'
import { PLACES, SHIPPED_COLUMNS, type ShippedRow, shippedRows } from './shipped.ts'
import { BETWEEN_MS, STUDY_COLUMNS, type StudyRow, studyOf, TARGETS_MS } from './study.ts'
import { TRACE_COLUMNS, type TraceRow, traceRows } from './trace.ts'

export interface Figures {
  readonly study: readonly StudyRow[]
  readonly shipped: readonly ShippedRow[]
  readonly schedule: readonly ScheduleRow[]
  readonly trace: readonly TraceRow[]
}

/** The networks that are drawn, row by row of the picture; their lines have more points than the table has rows. */
export const DRAWN = [
  ...['independent 1 %', 'independent 10 %', 'bursty 10 %'].flatMap((loss) =>
    ['exponential', 'log-normal', 'Pareto'].map((delay) => `messages ${delay} ${loss}`),
  ),
  'stream log-normal independent 10 %',
  'stream log-normal bursty 10 %',
  'stream changing',
]

export function studyRows(network: Network): StudyRow[] {
  const between = DRAWN.includes(network.name) ? BETWEEN_MS : []
  return studyOf(
    network,
    [...TARGETS_MS, ...between].sort((a, b) => a - b),
  )
}

/** Takes about a minute. @param progress is told what is being worked out. */
export function simulated(progress: (what: string) => void): Figures {
  return {
    study: NETWORKS.flatMap((network) => {
      progress(network.name)
      return studyRows(network)
    }),
    shipped: PLACES.flatMap((place) => {
      progress(`presets, ${place.name}`)
      return shippedRows(place)
    }),
    schedule: LOSSES_CHECKED.flatMap((percent) => {
      progress(`closed form, ${percent} %`)
      return scheduleRows(percent)
    }),
    trace: traceRows(),
  }
}

/** File name → text. */
export function filesOf({ study, shipped, schedule, trace }: Figures): ReadonlyMap<string, string> {
  return new Map([
    ['study.csv', csvOf(STUDY_COLUMNS, study)],
    ['shipped.csv', csvOf(SHIPPED_COLUMNS, shipped)],
    ['schedule.csv', csvOf(SCHEDULE_COLUMNS, schedule)],
    ['trace.csv', csvOf(TRACE_COLUMNS, trace)],
  ])
}

/** @param read gives the text of a file. */
export function figuresIn(read: (name: string) => string): Figures {
  return {
    study: rowsIn(STUDY_COLUMNS, read('study.csv')),
    shipped: rowsIn(SHIPPED_COLUMNS, read('shipped.csv')),
    schedule: rowsIn(SCHEDULE_COLUMNS, read('schedule.csv')),
    trace: rowsIn(TRACE_COLUMNS, read('trace.csv')),
  }
}
