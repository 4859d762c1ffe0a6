/**
 * The heartbeat itself, with attention and ticks, against the same mathematics: a peer that beats by itself over a
 * network that loses some beats and delays all by the same time. Silence counts from what was heard last rather than
 * from a time of sending; where all delays are alike that is NFD-S with δ = delay + timeout. Ticks are in the formula,
 * not in the tolerance: what comes between two ticks was heard at the first of them, and is missed at one.
 */
import { describe, expect, test } from 'vitest'
import { constant, nfdS, type Quality } from '../../scripts/detection/nfd-s.ts'
import { type Random, seededRandom } from '../../src/clock/random.ts'
import { Bench, planOf, TICK } from '../machines/support/steady.ts'
import { type Figure, figureOf, off } from './support/figure.ts'

interface Row {
  readonly timeoutMs: number
  readonly loss: number
  readonly delayMs: number
}

const EVERY = 200
const BATCHES = 40
const BEATS = 80_000
const CRASHES = 1_500

const ROWS: readonly Row[] = [
  { timeoutMs: 100, loss: 0.3, delayMs: 130 },
  { timeoutMs: 345, loss: 0.4, delayMs: 70 },
  { timeoutMs: 420, loss: 0.5, delayMs: 0 },
]

function formulaOf({ timeoutMs, loss, delayMs }: Row): Quality {
  const heardMs = Math.floor(delayMs / TICK) * TICK
  const missedMs = Math.ceil((heardMs + timeoutMs) / TICK) * TICK
  return nfdS({ everyMs: EVERY, timeoutMs: missedMs, loss, delay: constant(delayMs) })
}

/** A listener that suspects, and convicts nobody who is heard once in a thousand beats. */
function listener(timeoutMs: number): Bench {
  const suspects = { misses: 1_001, forMs: 1_000 * EVERY }
  return new Bench(planOf({ everyMs: EVERY, timeoutMs, ...suspects, beats: false }))
}

/** One more beat of the peer; answers for how long the peer had been suspect when it came. */
function beat(bench: Bench, label: number, { loss, delayMs }: Row, random: Random): number {
  const at = label * EVERY + delayMs
  bench.runTo(at)
  if (random() < loss) return 0
  const suspectMs = bench.heartbeat.suspects ? at - suspectedAt(bench) : 0
  bench.hear()
  return suspectMs
}

/** When the first of the misses in a row fell. */
function suspectedAt({ log, heartbeat }: Bench): number {
  return log.at(-heartbeat.misses)?.[1] ?? 0
}

function run(row: Row, random: Random): { mistakes: number; distrust: number } {
  const bench = listener(row.timeoutMs)
  let suspectMs = 0
  for (let label = 1; label <= BEATS; label += 1) suspectMs += beat(bench, label, row, random)
  const mistakes = bench.log.filter(([, , misses]) => misses === 1).length
  return { mistakes: mistakes / BEATS / EVERY, distrust: suspectMs / BEATS / EVERY }
}

/** From a crash at a random moment to the suspicion that stays. */
function crash(row: Row, random: Random): number {
  const bench = listener(row.timeoutMs)
  const beats = Math.ceil((row.delayMs + row.timeoutMs) / EVERY) + 3
  for (let label = 1; label <= beats; label += 1) beat(bench, label, row, random)
  const crashedAt = (beats + random()) * EVERY
  while (!bench.heartbeat.suspects) bench.tick(TICK)
  return Math.max(0, suspectedAt(bench) - crashedAt)
}

interface Measured {
  readonly mistakes: Figure
  readonly distrust: Figure
  readonly detection: Figure
  readonly longestDetectionMs: number
}

function measure(row: Row): Measured {
  const random = seededRandom(JSON.stringify(row))
  const runs = Array.from({ length: BATCHES }, () => run(row, random))
  const crashes = Array.from({ length: BATCHES }, () =>
    Array.from({ length: CRASHES }, () => crash(row, random)),
  )
  return {
    mistakes: figureOf(runs.map(({ mistakes }) => mistakes)),
    distrust: figureOf(runs.map(({ distrust }) => distrust)),
    detection: figureOf(crashes.map((times) => figureOf(times).mean)),
    longestDetectionMs: Math.max(...crashes.flat()),
  }
}

describe.each(ROWS)('a heartbeat with a timeout of $timeoutMs, loss $loss, delays of $delayMs', (row) => {
  const measured = measure(row)
  const formula = formulaOf(row)

  test('makes mistakes every E(T_MR) = η / (q_0 × u(0)), within 1 %', () => {
    expect(off(measured.mistakes.mean, 1 / formula.recurrenceMs)).toBeLessThan(0.01)
  })

  test('suspects its peer wrongly for a share of 1 − P_A = ∫u / η, within 1 %', () => {
    expect(off(measured.distrust.mean, 1 - formula.accuracy)).toBeLessThan(0.01)
  })

  test('finds a crash after E(T_D) on average, within 1 %, and never later than δ + η', () => {
    expect(off(measured.detection.mean, formula.detectionMs)).toBeLessThan(0.01)
    expect(measured.longestDetectionMs).toBeLessThanOrEqual(formula.longestDetectionMs)
  })

  test('was watched for long enough: 1 % is more than four standard errors of each figure', () => {
    for (const { mean, error } of [measured.mistakes, measured.distrust, measured.detection]) {
      expect(4 * error).toBeLessThan(0.01 * mean)
    }
  })

  test.each([
    { what: 'one tick sooner', wrong: { ...row, timeoutMs: row.timeoutMs - TICK } },
    { what: 'one tick later', wrong: { ...row, timeoutMs: row.timeoutMs + TICK } },
  ])('is told from one that suspects $what', ({ wrong }) => {
    const quality = formulaOf(wrong)
    expect(off(measured.distrust.mean, 1 - quality.accuracy)).toBeGreaterThan(0.01)
    expect(off(measured.detection.mean, quality.detectionMs)).toBeGreaterThan(0.01)
  })

  test('is told from one on a network that loses 1 in 100 more', () => {
    const quality = formulaOf({ ...row, loss: row.loss + 0.01 })
    expect(off(measured.distrust.mean, 1 - quality.accuracy)).toBeGreaterThan(0.01)
  })
})
