/** What the networks are made of has the figures that the pages tell of it. */
import { describe, expect, test } from 'vitest'
import { BAD_INTERVALS, bursty, independent } from '../../../scripts/detection/conditions.ts'
import { exponential, logNormal, pareto } from '../../../scripts/detection/delays.ts'
import { LOSSES, NETWORKS } from '../../../scripts/detection/networks.ts'
import { changing, REGIMES, regimeOf, TRACE_INTERVALS } from '../../../scripts/detection/regimes.ts'
import { seededRandom } from '../../../src/clock/random.ts'

const MANY = 200_000

describe('Delays', () => {
  const samples = (draw: (random: () => number) => number) => {
    const random = seededRandom('delays')
    return Array.from({ length: MANY }, () => draw(random))
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const above = (values: readonly number[], ms: number) => values.filter((value) => value > ms).length / MANY

  test('that are exponential have their mean and their tail', () => {
    const values = samples(exponential(100).draw)
    expect(mean(values) / 100).toBeCloseTo(1, 1)
    expect(above(values, 300)).toBeCloseTo(Math.exp(-3), 2)
  })

  test('that are log-normal have their mean and their median', () => {
    const values = samples(logNormal(100, 1).draw)
    expect(Math.abs(mean(values) / 100 - 1)).toBeLessThan(0.02)
    expect(above(values, 100 * Math.exp(-0.5))).toBeCloseTo(0.5, 2)
  })

  test('of Pareto have their least, and a tail that falls with the square', () => {
    const values = samples(pareto(100).draw)
    expect(above(values, 49.999)).toBe(1)
    expect(above(values, 500)).toBeCloseTo(0.01, 3)
    expect(Math.abs(mean(values) / 100 - 1)).toBeLessThan(0.05)
  })
})

describe('Loss', () => {
  const delay = exponential(100)

  test('that is independent is always the same', () => {
    const next = independent(0.1, delay)(seededRandom('loss'))
    expect([next().loss, next().loss]).toEqual([0.1, 0.1])
  })

  test.each(LOSSES.filter((percent) => percent > 0))('in bursts is %d per cent on the whole', (percent) => {
    const next = bursty(percent / 100, delay)(seededRandom('loss'))
    let sum = 0
    for (let interval = 0; interval < 10 * MANY; interval += 1) sum += next().loss
    expect(Math.abs(sum / (10 * MANY) / (percent / 100) - 1)).toBeLessThan(0.05)
  })

  test('in bursts comes in bad times as long as was said', () => {
    const next = bursty(0.1, delay)(seededRandom('loss'))
    let bad = 0
    let bursts = 0
    let before = 0
    for (let interval = 0; interval < MANY; interval += 1) {
      const { loss } = next()
      if (loss > 0.5) bad += 1
      if (loss > 0.5 && before < 0.5) bursts += 1
      before = loss
    }
    expect(Math.abs(bad / bursts / BAD_INTERVALS - 1)).toBeLessThan(0.05)
  })
})

describe('Changing times', () => {
  test('pass through all regimes in order, and begin again', () => {
    const seen = Array.from({ length: TRACE_INTERVALS + 1 }, (_, interval) => regimeOf(interval))
    expect(seen.filter((regime, interval) => regime !== seen[interval - 1])).toEqual([0, 1, 2, 3, 0])
    expect(REGIMES).toHaveLength(4)
  })

  test('have a gap of 3 s once a minute while peers move', () => {
    const next = changing(seededRandom('unused'))
    const gone = Array.from({ length: TRACE_INTERVALS }, () => next().loss).flatMap((loss, interval) =>
      loss === 1 ? [interval] : [],
    )
    expect(gone).toHaveLength(30)
    expect(gone.every((interval) => regimeOf(interval) === 2)).toBe(true)
    expect(gone.slice(0, 4)).toEqual([1_257, 1_258, 1_259, 1_317])
  })
})

test('Every network has a name of its own, since names are seeds', () => {
  expect(new Set(NETWORKS.map(({ name }) => name)).size).toBe(NETWORKS.length)
})
