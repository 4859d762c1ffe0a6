/**
 * The fixed detector against mathematics: a Monte Carlo in virtual time, and what Chen, Toueg and Aguilera work out for
 * NFD-S ("On the Quality of Service of Failure Detectors", IEEE Transactions on Computers 51(5), 2002, theorem 5).
 */
import { describe, expect, test } from 'vitest'
import { exponential, nfdS, type Quality, type Setting } from '../../scripts/detection/nfd-s.ts'
import { seededRandom } from '../../src/clock/random.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import { type Figure, figureOf, off } from './support/figure.ts'
import { detections, exponentialDelay, type Network, observe } from './support/nfd.ts'

interface Row {
  readonly timeoutMs: number
  readonly loss: number
  readonly meanMs: number
}

const EVERY = 1_000
const BATCHES = 40
const BEATS = 160_000
const CRASHES = 1_000

/** Loss alone, delay alone, both; heartbeats that overtake one another; a timeout below the interval. */
const ROWS: readonly Row[] = [
  { timeoutMs: 1_000, loss: 0.1, meanMs: 200 },
  { timeoutMs: 1_000, loss: 0, meanMs: 500 },
  { timeoutMs: 2_000, loss: 0.3, meanMs: 300 },
  { timeoutMs: 1_500, loss: 0.05, meanMs: 1_000 },
  { timeoutMs: 500, loss: 0.1, meanMs: 250 },
]

function settingOf({ timeoutMs, loss, meanMs }: Row): Setting {
  return { everyMs: EVERY, timeoutMs, loss, delay: exponential(meanMs) }
}

interface Measured {
  readonly mistakes: Figure
  readonly distrust: Figure
  readonly detection: Figure
  readonly longestDetectionMs: number
}

/** Mistakes are counted as a rate, and trust by its absence: to be within 1 % of a P_A of 0.97 is nothing. */
function measure(row: Row): Measured {
  const random = seededRandom(JSON.stringify(row))
  const network: Network = { everyMs: EVERY, loss: row.loss, delayMs: exponentialDelay(row.meanMs) }
  const detector = fixed.detector({ suspectMs: row.timeoutMs, deadMs: row.timeoutMs })
  const runs = Array.from({ length: BATCHES }, () => observe(network, detector, BEATS, random))
  const crashes = Array.from({ length: BATCHES }, () => detections(network, detector, CRASHES, random))
  return {
    mistakes: figureOf(runs.map(({ mistakes, runMs }) => mistakes / runMs)),
    distrust: figureOf(runs.map(({ suspectMs, runMs }) => suspectMs / runMs)),
    detection: figureOf(crashes.map((times) => figureOf(times).mean)),
    longestDetectionMs: Math.max(...crashes.flat()),
  }
}

/** Formulas that are wrong by a twentieth of one of their parameters. */
function wrong(row: Row): { what: string; formula: Quality }[] {
  return [
    { what: 'δ + 5 %', formula: nfdS(settingOf({ ...row, timeoutMs: row.timeoutMs * 1.05 })) },
    { what: 'δ − 5 %', formula: nfdS(settingOf({ ...row, timeoutMs: row.timeoutMs * 0.95 })) },
    { what: 'delay + 5 %', formula: nfdS(settingOf({ ...row, meanMs: row.meanMs * 1.05 })) },
    { what: 'loss + 0.01', formula: nfdS(settingOf({ ...row, loss: row.loss + 0.01 })) },
  ]
}

describe.each(ROWS)(
  'the fixed detector with δ = $timeoutMs, loss $loss, delays of $meanMs on average',
  (row) => {
    const measured = measure(row)
    const formula = nfdS(settingOf(row))

    test('makes mistakes every E(T_MR) = η / (q_0 × u(0)), within 1 %', () => {
      expect(off(measured.mistakes.mean, 1 / formula.recurrenceMs)).toBeLessThan(0.01)
    })

    test('is trusted wrongly for a share of 1 − P_A = ∫u / η, within 1 %', () => {
      expect(off(measured.distrust.mean, 1 - formula.accuracy)).toBeLessThan(0.01)
    })

    test('finds a crash after E(T_D) on average, within 1 %, and never later than δ + η', () => {
      expect(off(measured.detection.mean, formula.detectionMs)).toBeLessThan(0.01)
      expect(measured.longestDetectionMs).toBeLessThanOrEqual(formula.longestDetectionMs)
      expect(measured.longestDetectionMs).toBeGreaterThan(0.99 * formula.longestDetectionMs)
    })

    test('was watched for long enough: 1 % is more than four standard errors of each figure', () => {
      for (const { mean, error } of [measured.mistakes, measured.distrust, measured.detection]) {
        expect(4 * error).toBeLessThan(0.01 * mean)
      }
    })

    test.each(wrong(row))(
      'is told from one with $what: each would be out of these bounds',
      ({ what, formula }) => {
        expect(off(measured.mistakes.mean, 1 / formula.recurrenceMs)).toBeGreaterThan(0.01)
        expect(off(measured.distrust.mean, 1 - formula.accuracy)).toBeGreaterThan(0.01)
        if (!what.startsWith('δ')) return
        expect(off(measured.detection.mean, formula.detectionMs)).toBeGreaterThan(0.01)
      },
    )
  },
)
