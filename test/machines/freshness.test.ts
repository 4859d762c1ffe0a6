import { describe, expect, test } from 'vitest'
import { Freshness } from '../../src/machines/freshness.ts'
import { NEVER } from '../../src/machines/never.ts'

describe('freshness', () => {
  test('ends when nothing has come for the time stated, and is told once', () => {
    const freshness = new Freshness(5_000, 1_000)
    expect(freshness.dueAt).toBe(6_000)
    expect(freshness.look(5_999)).toBe(false)
    expect(freshness.look(6_000)).toBe(true)
    expect(freshness).toMatchObject({ isStale: true, dueAt: NEVER })
    expect(freshness.silentMs(7_500)).toBe(6_500)
    expect(freshness.look(9_000)).toBe(false)
  })

  test('comes back with data, which says whether it was missed', () => {
    const freshness = new Freshness(5_000, 0)
    expect(freshness.fresh(3_000)).toBe(false)
    expect(freshness.look(7_999)).toBe(false)
    expect(freshness.look(8_000)).toBe(true)
    expect(freshness.fresh(9_000)).toBe(true)
    expect(freshness).toMatchObject({ isStale: false, dueAt: 14_000 })
  })

  test.each([
    {
      situation: 'before any data has come, goes on from the link whose place it takes',
      own: null,
      due: 6_000,
    },
    { situation: 'with data of its own goes on from that', own: 4_500, due: 9_500 },
  ])('$situation', ({ own, due }) => {
    const before = new Freshness(5_000, 0)
    before.fresh(1_000)
    const freshness = new Freshness(5_000, 4_000)
    if (own !== null) freshness.fresh(own)
    freshness.succeed(before)
    expect(freshness.dueAt).toBe(due)
  })

  test('that was missed already stays so when links change, and is not missed twice', () => {
    const before = new Freshness(5_000, 0)
    before.look(5_000)
    const freshness = new Freshness(5_000, 5_500)
    freshness.succeed(before)
    expect([freshness.isStale, freshness.look(20_000), freshness.fresh(21_000)]).toEqual([true, false, true])
  })

  test('lasts longer by the time in which nobody read', () => {
    const freshness = new Freshness(5_000, 0)
    freshness.excuse(20_000)
    expect(freshness.look(24_999)).toBe(false)
    expect(freshness.look(25_000)).toBe(true)
  })
})
