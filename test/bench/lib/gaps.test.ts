import { describe, expect, test } from 'vitest'
import { isExcused, longestMs } from '../../../bench/lib/gaps.ts'

describe('A peer that did not run', () => {
  test.each([
    { why: 'stood still for half of the bound just before', gaps: [{ endedAt: 990, ms: 60 }], excused: true },
    { why: 'stood still for less', gaps: [{ endedAt: 990, ms: 40 }], excused: false },
    {
      why: 'stood still in pieces that add up',
      gaps: [
        { endedAt: 880, ms: 30 },
        { endedAt: 990, ms: 30 },
      ],
      excused: true,
    },
    { why: 'stood still long before', gaps: [{ endedAt: 790, ms: 500 }], excused: false },
    { why: 'stood still afterwards', gaps: [{ endedAt: 1_600, ms: 600 }], excused: false },
    { why: 'stood still when the verdict fell', gaps: [{ endedAt: 1_600, ms: 660 }], excused: true },
    { why: 'ran all the time', gaps: [], excused: false },
  ])('that $why, excuses the verdict: $excused', ({ gaps, excused }) => {
    expect(isExcused(1_000, gaps, 100)).toBe(excused)
  })

  test('The longest of its gaps is told, and none is none', () => {
    expect(
      longestMs([
        { endedAt: 5, ms: 3 },
        { endedAt: 9, ms: 4 },
      ]),
    ).toBe(4)
    expect(longestMs([])).toBe(0)
  })
})
