import { expect, test } from 'vitest'
import { figuresOf, type Rounds } from '../../../bench/lib/figures.ts'
import { tableOf } from '../../../bench/lib/table.ts'

test('A table has a row for each metric and a column for each subject, and one of ratios follows for each of ours', () => {
  const all: Rounds = {
    bench: 'b',
    n: 5,
    metrics: [
      { name: 'cost', label: 'cost, µs', over: 'median', compares: true },
      { name: 'unmeasured', label: 'unmeasured', over: 'median', compares: true },
      { name: 'lost', label: 'lost', over: 'sum', compares: false },
    ],
    subjects: ['peer', 'other', 'ours', 'our-second'],
    peers: ['peer', 'other'],
    ours: ['ours', 'our-second'],
    rounds: [
      {
        peer: { cost: 10.25, lost: 0 },
        other: { cost: 20, lost: 0 },
        ours: { cost: 1234.5, lost: 3 },
        'our-second': { cost: 5, lost: 0 },
      },
    ],
  }
  expect(tableOf(all, figuresOf(all))).toBe(
    [
      '          peer  other  ours  our-second', //
      'cost, µs  10.3     20  1235           5',
      'lost         0      0     3           0',
      '',
      'ours ×    peer  other',
      'cost, µs   120   61.7',
      '',
      'our-second ×  peer  other',
      'cost, µs      0.49   0.25',
    ].join('\n'),
  )
})

test('What never happened is said in the words of its metric, and nothing is compared that says nothing', () => {
  const all: Rounds = {
    bench: 'b',
    n: 5,
    metrics: [
      { name: 'noticed', label: 'noticed, s', over: 'median', compares: false, never: '> 35' },
      { name: 'forgiven', label: 'forgiven, s', over: 'median', compares: false },
    ],
    subjects: ['peer', 'ours'],
    peers: ['peer'],
    ours: ['ours'],
    rounds: [
      {
        peer: { noticed: Number.POSITIVE_INFINITY },
        ours: { noticed: 25, forgiven: Number.POSITIVE_INFINITY },
      },
    ],
  }
  expect(tableOf(all, figuresOf(all))).toBe(
    [
      '             peer   ours', //
      'noticed, s   > 35     25',
      'forgiven, s        never',
    ].join('\n'),
  )
})
