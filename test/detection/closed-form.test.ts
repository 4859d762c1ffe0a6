/** The closed form of NFD-S where it can be worked out by hand. */
import { describe, expect, test } from 'vitest'
import { constant, exponential, nfdS } from '../../scripts/detection/nfd-s.ts'

describe('the quality of NFD-S in closed form', () => {
  // With a constant delay d and loss p, m = ⌊(δ − d) / η⌋ + 1 heartbeats in a row must be lost for a mistake.
  test.each([
    {
      timeoutMs: 500,
      loss: 0.1,
      m: 1,
      recurrenceMs: 1_000 / (0.9 * 0.1),
      distrust: 0.1 * 0.602 + 0.01 * 0.398,
    },
    {
      timeoutMs: 1_500,
      loss: 0.2,
      m: 2,
      recurrenceMs: 1_000 / (0.8 * 0.04),
      distrust: 0.04 * 0.602 + 0.008 * 0.398,
    },
    {
      timeoutMs: 2_900,
      loss: 0.3,
      m: 3,
      recurrenceMs: 1_000 / (0.7 * 0.027),
      distrust: 0.027 * 0.202 + 0.0081 * 0.798,
    },
  ])('with a delay of always 102 ms, δ = $timeoutMs and loss $loss needs $m losses in a row', (row) => {
    const { timeoutMs, loss, recurrenceMs, distrust } = row
    const quality = nfdS({ everyMs: 1_000, timeoutMs, loss, delay: constant(102) })
    expect(quality.recurrenceMs).toBeCloseTo(recurrenceMs, 6)
    expect(1 - quality.accuracy).toBeCloseTo(distrust, 10)
    expect(quality.durationMs).toBeCloseTo(distrust * recurrenceMs, 6)
    expect(quality.longestDetectionMs).toBe(timeoutMs + 1_000)
  })

  test('without loss, with exponential delays and δ = η, has the integral of e^(−x/d) that can be written down', () => {
    const quality = nfdS({ everyMs: 1_000, timeoutMs: 1_000, loss: 0, delay: exponential(500) })
    // u(x) = e^(−(1000 + x) / 500) × e^(−x / 500), from 0 to 1000; q_0 = 1 − e^(−4).
    expect(1 - quality.accuracy).toBeCloseTo((Math.exp(-2) * 250 * (1 - Math.exp(-4))) / 1_000, 12)
    expect(quality.recurrenceMs).toBeCloseTo(1_000 / ((1 - Math.exp(-4)) * Math.exp(-2)), 8)
  })

  test('keeps its digits where mistakes are so rare that nobody sees one', () => {
    const quality = nfdS({ everyMs: 1_000, timeoutMs: 1_000, loss: 0, delay: exponential(20) })
    expect(quality.recurrenceMs / (1_000 * Math.exp(50))).toBeCloseTo(1, 9)
    expect(quality.durationMs).toBeCloseTo(10, 6)
  })

  test('finds a crash after δ + η / 2 on average where nothing is lost', () => {
    const { detectionMs } = nfdS({ everyMs: 1_000, timeoutMs: 2_300, loss: 0, delay: constant(100) })
    expect(detectionMs).toBeCloseTo(2_800, 9)
  })

  test('counts losses just before a crash as time that is won, but not more than all of it', () => {
    const quality = nfdS({ everyMs: 1_000, timeoutMs: 500, loss: 0.5, delay: constant(100) })
    // Half of the time 500 … 1500; a quarter, −500 … 500, of which what is below 0 counts as 0; the rest is 0.
    expect(quality.detectionMs).toBeCloseTo(0.5 * 1_000 + 0.25 * 125, 9)
  })

  test('makes no mistake where nothing is lost and nothing is late', () => {
    expect(nfdS({ everyMs: 1_000, timeoutMs: 500, loss: 0, delay: constant(100) })).toMatchObject({
      recurrenceMs: Infinity,
      durationMs: 0,
      accuracy: 1,
    })
  })

  test('trusts nobody where everything is lost', () => {
    const quality = nfdS({ everyMs: 1_000, timeoutMs: 500, loss: 1, delay: constant(100) })
    expect(quality).toMatchObject({ detectionMs: 0, recurrenceMs: Infinity, durationMs: Infinity })
    expect(quality.accuracy).toBeCloseTo(0, 12)
  })
})
