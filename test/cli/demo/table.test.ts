import { expect, test } from 'vitest'
import { summaryTable } from '../../../src/cli/demo/table.ts'

test('Each connection is one row; numbers stand in columns', () => {
  const summary = {
    v: 1,
    at: 0,
    kind: 'summary',
    frames: 0,
    misses: 3,
    reconnects: 10,
    suspicions: 1,
    stalls: 0,
  } as const
  expect(
    summaryTable([
      {
        ...summary,
        id: 'feed-a',
        beats: 40,
        verdicts: 2,
        detectionMs: { p50: 1_268, p99: 1_300 },
        rttMs: { p50: 0.403, p99: 1 },
      },
      {
        ...summary,
        id: 'tcp://127.0.0.1:7373#1',
        beats: 1_234,
        verdicts: 0,
        detectionMs: null,
        rttMs: null,
      },
    ]),
  ).toEqual([
    'connection              beats  misses  reconnects  verdicts  found in   rtt p50',
    'feed-a                     40       3          10         2     1.3 s  0.403 ms',
    'tcp://127.0.0.1:7373#1   1234       3          10         0         -         -',
  ])
})
