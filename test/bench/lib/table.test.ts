import { expect, test } from 'vitest'
import { figuresOf, type Rounds } from '../../../bench/lib/figures.ts'
import { tableOf } from '../../../bench/lib/table.ts'

test('A table has a row for each metric, a column for each subject, and the ratios of one of them', () => {
  const all: Rounds = {
    bench: 'b',
    n: 5,
    metrics: [
      { name: 'cost', label: 'cost, µs', over: 'median', compares: true },
      { name: 'unmeasured', label: 'unmeasured', over: 'median', compares: true },
      { name: 'lost', label: 'lost', over: 'sum', compares: false },
    ],
    subjects: ['peer', 'ours'],
    peers: ['peer'],
    rounds: [{ peer: { cost: 10.25, lost: 0 }, ours: { cost: 1234.5, lost: 3 } }],
  }
  expect(tableOf(all, figuresOf(all), 'ours')).toBe(
    [
      '          peer  ours  × peer', //
      'cost, µs  10.3  1235     120',
      'lost         0     3',
    ].join('\n'),
  )
})
