import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Attention } from '../../src/machines/attention.ts'
import { LONG_AGO } from '../../src/machines/never.ts'

const CAP = 100

/** Gaps between looks at the clock, in ms: ordinary ones, at the cap, and stalls. */
const someGaps = fc.array(
  fc.oneof(fc.integer({ min: 0, max: CAP }), fc.constant(CAP + 1), fc.integer({ min: 0, max: 20_000 })),
  { maxLength: 60 },
)

describe('attention', () => {
  test.each([
    { situation: 'no tick at all', ticks: [], value: 0, gaps: [], stalledAt: LONG_AGO, stalled: false },
    { situation: 'ticks on time', ticks: [50, 100, 150], value: 150, gaps: [0, 0, 0] },
    { situation: 'a late tick below the cap', ticks: [50, 140], value: 140, gaps: [0, 0] },
    { situation: 'a gap of exactly the cap', ticks: [100], value: 100, gaps: [0] },
    {
      situation: 'a hair more than the cap',
      ticks: [101],
      value: 100,
      gaps: [101],
      stalledAt: 100,
      stalled: true,
    },
    {
      situation: 'a stall of six seconds',
      ticks: [50, 6_050],
      value: 150,
      gaps: [0, 6_000],
      stalledAt: 150,
      stalled: true,
    },
    {
      situation: 'a tick after a stall',
      ticks: [6_000, 6_050],
      value: 150,
      gaps: [6_000, 0],
      stalledAt: 100,
      stalled: false,
    },
    {
      situation: 'two stalls in a row',
      ticks: [1_000, 2_000],
      value: 200,
      gaps: [1_000, 1_000],
      stalledAt: 200,
      stalled: true,
    },
    { situation: 'two ticks at the same time', ticks: [50, 50], value: 50, gaps: [0, 0] },
  ])(
    'after $situation is what the process could have heard',
    ({ ticks, value, gaps, stalledAt, stalled }) => {
      const attention = new Attention(CAP, 0)
      expect(ticks.map((at) => attention.tick(at))).toEqual(gaps)
      expect(attention.value).toBe(value)
      expect(attention.stalledAt).toBe(stalledAt ?? LONG_AGO)
      expect(attention.settled < attention.value).toBe(stalled ?? false)
    },
  )

  test('starts where it is made, not at zero', () => {
    const attention = new Attention(CAP, 5_000)
    expect(attention.at(5_000)).toBe(0)
    expect(attention.tick(5_050)).toBe(0)
    expect(attention.value).toBe(50)
  })

  test.each([
    { situation: 'straight after a tick', at: 50, value: 50 },
    { situation: 'between two ticks', at: 75, value: 75 },
    { situation: 'at the cap', at: 150, value: 150 },
    { situation: 'in a stall that no tick has noticed yet', at: 7_000, value: 150 },
  ])('read $situation goes on by the clock, up to the cap', ({ at, value }) => {
    const attention = new Attention(CAP, 0)
    attention.tick(50)
    expect(attention.at(at)).toBe(value)
    expect(attention.value).toBe(50)
  })

  test('counts in full while it sleeps, since nothing is due that could be charged, and that is no stall', () => {
    const attention = new Attention(CAP, 0)
    attention.tick(50)
    attention.sleep(60)
    expect(attention.at(1_060)).toBe(1_060)
    attention.wake(60_060)
    expect(attention.settled < attention.value).toBe(false)
    expect(attention.at(60_060)).toBe(60_060)
    expect(attention.tick(60_110)).toBe(0)
    expect(attention.value).toBe(60_110)
    expect(attention.stalledAt).toBe(LONG_AGO)
  })

  test('that wakes knows nothing of a stall before it slept', () => {
    const attention = new Attention(CAP, 0)
    attention.tick(6_000)
    expect(attention.settled < attention.value).toBe(true)
    attention.sleep(6_010)
    attention.wake(9_000)
    expect(attention.settled < attention.value).toBe(false)
    expect(attention.stalledAt).toBe(CAP)
  })

  test('adds each gap in full up to the cap, and tells which were stalls', () => {
    fc.assert(
      fc.property(someGaps, (all) => {
        const attention = new Attention(CAP, 0)
        let now = 0
        for (const gap of all) {
          const before = attention.value
          now += gap
          expect(attention.tick(now)).toBe(gap > CAP ? gap : 0)
          expect(attention.settled < attention.value).toBe(gap > CAP)
          expect(attention.value - before).toBe(Math.min(gap, CAP))
        }
      }),
    )
  })

  test('read between two ticks never goes back and is never above what the next tick says', () => {
    fc.assert(
      fc.property(someGaps, fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 10 }), (all, reads) => {
        const attention = new Attention(CAP, 0)
        let now = 0
        for (const gap of all) {
          let before = attention.value
          for (const read of [...reads].sort((a, b) => a - b)) {
            if (read > gap) break
            const here = attention.at(now + read)
            expect(here).toBeGreaterThanOrEqual(before)
            before = here
          }
          now += gap
          attention.tick(now)
          expect(attention.value).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })
})
