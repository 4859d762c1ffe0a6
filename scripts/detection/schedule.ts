/**
 * The check against mathematics: `fixed`, told when heartbeats left, is the detector NFD-S, whose quality is known in
 * closed form. Beside it the same detector as a listener has it, who counts from the last arrival.
 */
import { fixed } from '../../src/machines/detector/fixed.ts'
import { type Arrivals, arrivals } from './arrivals.ts'
import { independent } from './conditions.ts'
import type { Row } from './csv.ts'
import { exponential } from './delays.ts'
import { meanDetection, measure, WARM_UP } from './measure.ts'
import { EVERY_MS, LOSSES, MEAN_DELAY_MS } from './networks.ts'
import { exponential as exponentialTail, nfdS } from './nfd-s.ts'
import { watch } from './watch.ts'

export const SCHEDULE_COLUMNS = [
  'loss',
  'target_s',
  'timeout_ms',
  'formula_per_hour',
  'told_per_hour',
  'told_error',
  'formula_accuracy',
  'told_accuracy',
  'listening_timeout_ms',
  'listening_per_hour',
] as const

export type ScheduleRow = Row<(typeof SCHEDULE_COLUMNS)[number]>

const SENT = 500_000
const TARGETS_MS = [2_000, 3_000]
export const LOSSES_CHECKED = LOSSES.filter((percent) => percent > 0)

/** @param percent one of {@link LOSSES_CHECKED}. */
export function scheduleRows(percent: number): ScheduleRow[] {
  const heard = arrivals({
    carriage: 'messages',
    conditions: independent(percent / 100, exponential(MEAN_DELAY_MS)),
    everyMs: EVERY_MS,
    sent: SENT,
    retransmitMs: EVERY_MS,
    seed: `schedule ${percent} %`,
  })
  return TARGETS_MS.map((targetMs) => rowOf(percent, targetMs, heard))
}

function rowOf(percent: number, targetMs: number, heard: Arrivals): ScheduleRow {
  const formula = (timeoutMs: number) =>
    nfdS({ everyMs: EVERY_MS, timeoutMs, loss: percent / 100, delay: exponentialTail(MEAN_DELAY_MS) })
  const timeoutMs = solved((free) => formula(free).detectionMs, targetMs)
  const { recurrenceMs, accuracy } = formula(timeoutMs)
  const listeningMs = solved((free) => meanDetection(listening(heard, free)), targetMs)
  const simulated = told(heard, timeoutMs)
  return {
    loss: `${percent} %`,
    target_s: (targetMs / 1_000).toFixed(0),
    timeout_ms: timeoutMs.toFixed(0),
    formula_per_hour: (3_600_000 / recurrenceMs).toFixed(2),
    told_per_hour: simulated.perHour.toFixed(2),
    told_error: simulated.standardError.toFixed(2),
    formula_accuracy: accuracy.toFixed(5),
    told_accuracy: simulated.accuracy.toFixed(5),
    listening_timeout_ms: listeningMs.toFixed(0),
    listening_per_hour: measure(listening(heard, listeningMs)).mistakesPerHour.toFixed(2),
  }
}

function listening(heard: Arrivals, timeoutMs: number) {
  return watch(heard, fixed.detector({ suspectMs: timeoutMs, deadMs: 3 * timeoutMs }))
}

/** Detection times grow by as much as the timeout does, or almost: a few steps are enough. */
function solved(detectionMs: (free: number) => number, targetMs: number): number {
  let free = targetMs - EVERY_MS / 2
  for (let step = 0; step < 3; step += 1) free += targetMs - detectionMs(free)
  return free
}

/** Heartbeat n came: the next one is due to leave at (n + 1) × η, and late from there on. */
function told({ at, number, sent }: Arrivals, timeoutMs: number) {
  const { suspectMs } = fixed.detector({ suspectMs: timeoutMs, deadMs: timeoutMs })
  let latest = -1
  let suspectAt = suspectMs
  let mistakeAt = suspectAt
  let mistakes = 0
  let wrongMs = 0
  for (const [index, now] of at.entries()) {
    const came = number[index] ?? 0
    if (came <= latest) continue
    const suspects = now > suspectAt
    latest = came
    suspectAt = (came + 1) * EVERY_MS + suspectMs
    if (suspects && now >= suspectAt) continue
    if (suspects && mistakeAt >= WARM_UP * EVERY_MS) {
      mistakes += 1
      wrongMs += now - mistakeAt
    }
    mistakeAt = suspectAt
  }
  const watchedMs = (sent - WARM_UP) * EVERY_MS
  const hours = watchedMs / 3_600_000
  return {
    perHour: mistakes / hours,
    standardError: Math.sqrt(mistakes) / hours,
    accuracy: 1 - wrongMs / watchedMs,
  }
}
