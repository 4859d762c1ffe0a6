import { describe, expect, test } from 'vitest'
import { figuresOf, type Metric, median, type Rounds } from '../../../bench/lib/figures.ts'

const COST: Metric = { name: 'cost', label: 'cost', over: 'median', compares: true }
const LOST: Metric = { name: 'lost', label: 'lost', over: 'sum', compares: false }

function rounds(metrics: readonly Metric[], ...each: Rounds['rounds'][number][]): Rounds {
  return {
    bench: 'b',
    n: 5,
    metrics,
    subjects: ['peer', 'ours'],
    peers: ['peer'],
    ours: ['ours'],
    rounds: each,
  }
}

describe('A median', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 100], 3],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  test('of nothing is an error', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

describe('Figures', () => {
  test('A value is the median over the rounds, a ratio the median of the ratios within each round', () => {
    const all = rounds(
      [COST],
      { peer: { cost: 10 }, ours: { cost: 11 } },
      { peer: { cost: 20 }, ours: { cost: 24 } },
      { peer: { cost: 30 }, ours: { cost: 60 } },
    )
    expect(figuresOf(all)).toEqual([
      { bench: 'b', n: 5, metric: 'cost', subject: 'peer', value: 20, ratio: {} },
      { bench: 'b', n: 5, metric: 'cost', subject: 'ours', value: 24, ratio: { peer: 1.2 } },
    ])
  })

  test('What must never happen is added up, and not compared', () => {
    const all = rounds(
      [LOST],
      { peer: { lost: 7 }, ours: { lost: 0 } },
      { peer: { lost: 0 }, ours: { lost: 1 } },
      { peer: { lost: 0 }, ours: { lost: 0 } },
    )
    expect(figuresOf(all).map(({ value, ratio }) => ({ value, ratio }))).toEqual([
      { value: 7, ratio: {} },
      { value: 1, ratio: {} },
    ])
  })

  test('Of a bound the worst round counts, and what never happened in one of them has never happened', () => {
    const worst: Metric = { name: 'worst', label: 'worst', over: 'max', compares: false }
    const value = (...values: number[]) => {
      const all = rounds([worst], ...values.map((each) => ({ peer: {}, ours: { worst: each } })))
      return figuresOf(all).map((figure) => figure.value)
    }
    expect(value(3, 7, 5)).toEqual([7])
    expect(value(3, Number.POSITIVE_INFINITY, 5)).toEqual([Number.POSITIVE_INFINITY])
  })

  test('A peer that measured nothing, or zero, has no ratio', () => {
    const all = rounds([COST], { peer: { cost: 0 }, ours: { cost: 5 } })
    expect(figuresOf(all).at(-1)).toMatchObject({ value: 5, ratio: {} })
    expect(figuresOf(rounds([COST], { peer: {}, ours: { cost: 5 } }))).toEqual([
      { bench: 'b', n: 5, metric: 'cost', subject: 'ours', value: 5, ratio: {} },
    ])
  })

  test('Numbers are rounded to two decimals', () => {
    const all = rounds([COST], { peer: { cost: 3 }, ours: { cost: 1.23456 } })
    expect(figuresOf(all).at(-1)).toMatchObject({ value: 1.23, ratio: { peer: 0.41 } })
  })
})
