import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Attention } from '../../src/machines/attention.ts'
import { LONG_AGO } from '../../src/machines/never.ts'

const CAP = 100
/** What the clock on the wall said at the start. */
const WALL = 1_700_000_000_000

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
      const attention = new Attention(CAP, 0, WALL)
      expect(ticks.map((at) => attention.tick(at, WALL + at))).toEqual(gaps)
      expect(attention.value).toBe(value)
      expect(attention.stalledAt).toBe(stalledAt ?? LONG_AGO)
      expect(attention.settled < attention.value).toBe(stalled ?? false)
    },
  )

  test('starts where it is made, not at zero', () => {
    const attention = new Attention(CAP, 5_000, WALL + 5_000)
    expect(attention.at(5_000)).toBe(0)
    expect(attention.tick(5_050, WALL + 5_050)).toBe(0)
    expect(attention.value).toBe(50)
  })

  test.each([
    { situation: 'straight after a tick', at: 50, value: 50 },
    { situation: 'between two ticks', at: 75, value: 75 },
    { situation: 'at the cap', at: 150, value: 150 },
    { situation: 'in a stall that no tick has noticed yet', at: 7_000, value: 150 },
  ])('read $situation goes on by the clock, up to the cap', ({ at, value }) => {
    const attention = new Attention(CAP, 0, WALL)
    attention.tick(50, WALL + 50)
    expect(attention.at(at)).toBe(value)
    expect(attention.value).toBe(50)
  })

  test('counts in full while it sleeps, since nothing is due that could be charged, and that is no stall', () => {
    const attention = new Attention(CAP, 0, WALL)
    attention.tick(50, WALL + 50)
    attention.sleep(60)
    expect(attention.at(1_060)).toBe(1_060)
    attention.wake(60_060, WALL + 60_060)
    expect(attention.settled < attention.value).toBe(false)
    expect(attention.at(60_060)).toBe(60_060)
    expect(attention.tick(60_110, WALL + 60_110)).toBe(0)
    expect(attention.value).toBe(60_110)
    expect(attention.stalledAt).toBe(LONG_AGO)
  })

  test('that wakes knows nothing of a stall before it slept', () => {
    const attention = new Attention(CAP, 0, WALL)
    attention.tick(6_000, WALL + 6_000)
    expect(attention.settled < attention.value).toBe(true)
    attention.sleep(6_010)
    attention.wake(9_000, WALL + 9_000)
    expect(attention.settled < attention.value).toBe(false)
    expect(attention.stalledAt).toBe(CAP)
  })

  test('adds each gap in full up to the cap, and tells which were stalls', () => {
    fc.assert(
      fc.property(someGaps, (all) => {
        const attention = new Attention(CAP, 0, WALL)
        let now = 0
        for (const gap of all) {
          const before = attention.value
          now += gap
          expect(attention.tick(now, WALL + now)).toBe(gap > CAP ? gap : 0)
          expect(attention.settled < attention.value).toBe(gap > CAP)
          expect(attention.value - before).toBe(Math.min(gap, CAP))
        }
      }),
    )
  })

  test('read between two ticks never goes back and is never above what the next tick says', () => {
    fc.assert(
      fc.property(someGaps, fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 10 }), (all, reads) => {
        const attention = new Attention(CAP, 0, WALL)
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
          attention.tick(now, WALL + now)
          expect(attention.value).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })
})

describe('the clock on the wall', () => {
  test.each([
    { situation: 'agrees', ahead: 0, lost: 0, slept: 0 },
    { situation: 'was set forward by less than a second', ahead: 999, lost: 0, slept: 0 },
    { situation: 'ran ahead by a second: a sleep, or it was set', ahead: 1_000, lost: 1_050, slept: 1_050 },
    { situation: 'ran ahead by a night', ahead: 28_800_000, lost: 28_800_050, slept: 28_800_050 },
    { situation: 'was set back by an hour', ahead: -3_600_000, lost: 0, slept: 0 },
  ])('$situation', ({ ahead, lost, slept }) => {
    const attention = new Attention(CAP, 0, WALL)
    attention.tick(50, WALL + 50)
    expect(attention.tick(100, WALL + 100 + ahead)).toBe(lost)
    expect(attention).toMatchObject({ value: 100, sleptMs: slept, slept: lost > 0 })
    expect(attention.stalledAt).toBe(lost > 0 ? 100 : LONG_AGO)
    expect(attention.settled).toBe(lost > 0 ? 50 : 100)
    // It goes on from what it says now.
    expect(attention.tick(150, WALL + 150 + ahead)).toBe(0)
    expect(attention).toMatchObject({ value: 150, settled: 150, slept: false })
  })

  test.each([
    { situation: 'a computation', gap: 29_999, sleptMs: 0 },
    { situation: 'nothing that a program does', gap: 30_000, sleptMs: 30_000 },
  ])('is not needed to tell a sleep from $situation of $gap ms', ({ gap, sleptMs }) => {
    const attention = new Attention(CAP, 0, WALL)
    expect(attention.tick(gap, WALL + gap)).toBe(gap)
    expect(attention).toMatchObject({ value: CAP, sleptMs, slept: false })
  })

  test('tells of a sleep until the next one, whatever stalls come in between', () => {
    const attention = new Attention(CAP, 0, WALL)
    expect(attention).toMatchObject({ sleptAt: LONG_AGO, sleptMs: 0 })
    attention.tick(50, WALL + 60_050)
    expect(attention).toMatchObject({ sleptAt: 50, sleptMs: 60_050 })
    attention.tick(6_050, WALL + 66_050)
    expect(attention).toMatchObject({ stalledAt: 50 + CAP, sleptAt: 50, sleptMs: 60_050 })
    attention.tick(6_100, WALL + 68_100)
    expect(attention).toMatchObject({ sleptAt: 100 + CAP, sleptMs: 2_050 })
  })

  test('that was set while nobody looked is no sleep', () => {
    const attention = new Attention(CAP, 0, WALL)
    attention.sleep(50)
    attention.wake(60_000, WALL + 3_600_000)
    expect(attention.tick(60_050, WALL + 3_600_050)).toBe(0)
    expect(attention.stalledAt).toBe(LONG_AGO)
  })
})

describe('attention where timers may come late though the process runs', () => {
  const SLACK = 1_250
  /** Ticks at these times of a page that is hidden from the first one on. */
  function hidden(...ticks: number[]) {
    const page = { slackMs: SLACK }
    const attention = new Attention(CAP, 0, WALL, () => page.slackMs)
    for (const at of ticks) attention.tick(at, WALL + at)
    return { page, attention }
  }

  test.each([
    { situation: 'within the slack', gap: 1_000, value: 1_000, stall: 0 },
    { situation: 'of exactly the slack', gap: SLACK, value: SLACK, stall: 0 },
    { situation: 'beyond the slack', gap: 6_000, value: SLACK, stall: 6_000 },
  ])('counts a gap $situation as far as that goes', ({ gap, value, stall }) => {
    const { attention } = hidden()
    expect(attention.at(gap)).toBe(value)
    expect(attention.tick(gap, WALL + gap)).toBe(stall)
    expect(attention.value).toBe(value)
    expect(attention.stalledAt).toBe(stall === 0 ? LONG_AGO : value)
  })

  test.each([
    { situation: 'at both of its ends', before: SLACK, after: SLACK, stall: 0 },
    { situation: 'at its end: the page was hidden meanwhile', before: 0, after: SLACK, stall: 0 },
    { situation: 'at its beginning: the page was shown meanwhile', before: SLACK, after: 0, stall: 0 },
    { situation: 'at neither: that was a stall', before: 0, after: 0, stall: 1_000 },
  ])('takes a gap for none of ours when there is slack $situation', ({ before, after, stall }) => {
    const { page, attention } = hidden()
    page.slackMs = before
    attention.tick(50, WALL + 50)
    page.slackMs = after
    expect(attention.tick(1_050, WALL + 1_050)).toBe(stall)
  })

  test('takes a gap for none of ours when it was read meanwhile while there was slack', () => {
    const { page, attention } = hidden()
    page.slackMs = 0
    attention.tick(50, WALL + 50)
    page.slackMs = SLACK
    expect(attention.at(950)).toBe(950)
    page.slackMs = 0
    expect(attention.tick(1_050, WALL + 1_050)).toBe(0)
    expect(attention.value).toBe(1_050)
  })

  test('lets peers be judged later by the slack, until it has been over for as long', () => {
    const { page, attention } = hidden(50, 1_050, 2_000)
    expect([attention.value, attention.settled]).toEqual([2_000, 2_000 - SLACK])
    // It is shown: this tick comes as late as those before, the next ones on time.
    page.slackMs = 0
    attention.tick(3_000, WALL + 3_000)
    expect([attention.value, attention.settled]).toEqual([3_000, 3_000 - SLACK])
    for (let at = 3_050; at <= 2_000 + 2 * SLACK; at += 50) {
      attention.tick(at, WALL + at)
      expect(attention.settled).toBe(at - SLACK)
    }
    attention.tick(4_550, WALL + 4_550)
    expect([attention.value, attention.settled]).toEqual([4_550, 4_550])
  })

  test('charges what a stall leaves of it, and judges nobody by that either', () => {
    const { attention } = hidden(1_000, 2_000)
    const { settled } = attention
    expect(attention.tick(8_000, WALL + 8_000)).toBe(6_000)
    expect([attention.value, attention.settled]).toEqual([2_000 + SLACK, settled])
  })

  test('knows a sleep that only the wall clock tells of', () => {
    const { attention } = hidden(1_000)
    expect(attention.tick(2_000, WALL + 62_000)).toBe(61_000)
    expect(attention.slept).toBe(true)
  })

  test('never goes back, is never judged ahead of what was heard, and never further behind than that', () => {
    const someTicks = fc.array(
      fc.record({
        gap: fc.oneof(fc.integer({ min: 0, max: CAP }), fc.integer({ min: 0, max: 8_000 })),
        isHidden: fc.boolean(),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(someTicks, (ticks) => {
        const { page, attention } = hidden()
        let now = 0
        for (const { gap, isHidden } of ticks) {
          const { value, settled } = attention
          const read = attention.at(now + gap)
          now += gap
          page.slackMs = isHidden ? SLACK : 0
          attention.tick(now, WALL + now)
          expect(attention.value).toBeGreaterThanOrEqual(read)
          expect(attention.value - value).toBeLessThanOrEqual(gap)
          expect(attention.settled).toBeGreaterThanOrEqual(settled)
          expect(attention.settled).toBeLessThanOrEqual(attention.value)
          expect(attention.value - attention.settled).toBeLessThanOrEqual(2 * SLACK)
        }
      }),
    )
  })
})
