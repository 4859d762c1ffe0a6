import { describe, expect, test } from 'vitest'
import { boundedDeadMs, boundedSuspectMs } from '../../../src/machines/detector/bounds.ts'

const limits = { suspectMs: 500, deadMs: 1_500 }

describe('what was learned', () => {
  test.each([
    { learned: -5, suspect: 10 },
    { learned: 9.9, suspect: 10 },
    { learned: 300, suspect: 300 },
    { learned: 501, suspect: 500 },
    { learned: Infinity, suspect: 500 },
  ])('suspects a peer at $suspect when it says $learned', ({ learned, suspect }) => {
    expect(boundedSuspectMs(limits, learned)).toBe(suspect)
  })

  test.each([
    { learned: 0, dead: 300 },
    { learned: 300, dead: 300 },
    { learned: 700, dead: 700 },
    { learned: 1_501, dead: 1_500 },
    { learned: Infinity, dead: 1_500 },
  ])('convicts one that is suspect at 300 at $dead when it says $learned', ({ learned, dead }) => {
    expect(boundedDeadMs(limits, 300, learned)).toBe(dead)
  })
})
