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

  test('lasts longer by the time in which nobody read', () => {
    const freshness = new Freshness(5_000, 0)
    freshness.excuse(20_000)
    expect(freshness.look(24_999)).toBe(false)
    expect(freshness.look(25_000)).toBe(true)
  })
})
