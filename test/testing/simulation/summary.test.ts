import { expect, test } from 'vitest'
import { NO_RUNS, summaryOf, together } from '../../../src/testing/simulation/summary.ts'

test('Reports are added up, kind by kind', () => {
  const report = {
    seed: 1,
    connectionHours: 2,
    events: 3,
    hardships: { cut: 1 },
    acts: { stop: 2 },
    parts: { breakers: 3 },
    checked: [{ number: 4, name: 'arrows', exists: true, times: 5 }],
    digest: 6,
    failure: null,
  } as const
  const one = summaryOf(report)
  const sum = together(together(NO_RUNS, one), { ...one, hardships: { mute: 4, cut: 1 } })
  expect(sum).toMatchObject({ seeds: 2, connectionHours: 4, events: 6, hardships: { cut: 2, mute: 4 } })
  expect([sum.acts, sum.parts, sum.checked[4], sum.checked[13]]).toEqual([
    { stop: 4 },
    { breakers: 6 },
    10,
    0,
  ])
})
