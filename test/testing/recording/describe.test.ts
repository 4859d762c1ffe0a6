import { expect, test } from 'vitest'
import { describeDifference, describeReplay } from '../../../src/testing/recording/describe.ts'

const REPORT = {
  lines: 4,
  connections: 1,
  replayed: 1,
  outcomes: 3,
  arrivals: 2,
  spanMs: 61_000,
  difference: null,
  isAsked: false,
  rows: [],
  notes: ['something'],
} as const

test('A replay says what was replayed, and that there is no difference', () => {
  expect(describeReplay(REPORT)).toEqual([
    'replayed 4 lines over 1 min 1 s: 1 connection, 1 of them run again with 2 arrivals, 3 outcomes',
    'note: something',
    'no difference',
  ])
})

test('A difference is shown with its line, both sides and what led there', () => {
  const led = { heardMsBefore: [2_100, 1_100], silentMs: 1_100, suspicion: 0.5 }
  const difference = {
    line: 3,
    id: 'a\n',
    at: 1_700_000_000_000,
    recorded: null,
    machine: 'alive → suspect',
    led,
  }
  expect(describeDifference(difference)).toEqual([
    'a difference at line 3, a\\n, 22:13:20.000 UTC',
    '  recorded: nothing',
    '  machines: alive → suspect',
    '  heard before that: 2.1 s, 1.1 s ago',
    '  silent for 1.1 s of attention, suspicion 0.50',
  ])
  expect(describeDifference({ ...difference, id: null, at: Number.NaN, led: null })[0]).toBe(
    'a difference at line 3, this process, NaN UTC',
  )
})

test('What would have been stands beside what was', () => {
  const row = { id: 'a', verdict: 'suspect' }
  const rows = [
    { ...row, recordedAt: 1_000, replayedAt: 1_000 },
    { ...row, recordedAt: 2_000, replayedAt: 1_880 },
    { ...row, recordedAt: 3_000, replayedAt: null },
    { ...row, recordedAt: null, replayedAt: 4_000 },
  ]
  expect(describeReplay({ ...REPORT, isAsked: true, notes: [], rows }).slice(1)).toEqual([
    '00:00:01.000 a the same             suspect',
    '00:00:02.000 a 120 ms sooner        suspect',
    '00:00:03.000 a would not have been  suspect',
    '00:00:04.000 a new                  suspect',
  ])
})
