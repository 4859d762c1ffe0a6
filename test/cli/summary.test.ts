import { expect, test } from 'vitest'
import { repeatsSummary, summarySentence } from '../../src/cli/summary.ts'

const calm = {
  v: 1,
  at: 0,
  kind: 'summary',
  id: 'feed',
  frames: 1,
  beats: 2,
  misses: 0,
  reconnects: 0,
  rttMs: null,
  suspicions: 0,
  verdicts: 0,
  detectionMs: null,
  stalls: 0,
} as const

test.each([
  [{}, '1 frame, 2 beats, 0 misses, 0 reconnects, no round trip measured'],
  [
    { rttMs: { p50: 0.4, p99: 1.2 } },
    '1 frame, 2 beats, 0 misses, 0 reconnects, round trip 0.4 ms (p99 1.2 ms)',
  ],
  [
    { misses: 1, suspicions: 1 },
    '1 frame, 2 beats, 1 miss, 0 reconnects, 1 suspicion, no round trip measured',
  ],
  [
    {
      misses: 7,
      reconnects: 2,
      suspicions: 3,
      verdicts: 2,
      detectionMs: { p50: 24_760, p99: 25_100 },
      stalls: 1,
    },
    '1 frame, 2 beats, 7 misses, 2 reconnects, 3 suspicions, 2 verdicts after about 24.8 s, 1 stall survived, ' +
      'no round trip measured',
  ],
])('Of trouble only what there was is told: %j', (trouble, told) => {
  expect(summarySentence({ ...calm, ...trouble })).toBe(told)
})

test('A total of one connection says what its summary said, and one of none says nothing', () => {
  const total = { ...calm, kind: 'total' } as const
  expect([0, 1, 2].map((connections) => repeatsSummary({ ...total, connections }))).toEqual([
    true,
    true,
    false,
  ])
})
