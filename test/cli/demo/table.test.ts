import { expect, test } from 'vitest'
import { summaryTable } from '../../../src/cli/demo/table.ts'

test('Each connection is one row; numbers stand in columns', () => {
  const summary = { v: 1, at: 0, kind: 'summary', frames: 0, misses: 3, reconnects: 10 } as const
  expect(
    summaryTable([
      { ...summary, id: 'feed-a', beats: 40, rttMs: { p50: 0.403, p99: 1 } },
      { ...summary, id: 'tcp://127.0.0.1:7373#1', beats: 1_234, rttMs: null },
    ]),
  ).toEqual([
    'connection              beats  misses  reconnects   rtt p50',
    'feed-a                     40       3          10  0.403 ms',
    'tcp://127.0.0.1:7373#1   1234       3          10         -',
  ])
})
