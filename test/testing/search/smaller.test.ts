import { describe, expect, test } from 'vitest'
import { Budget, smallest } from '../../../src/testing/search/smaller.ts'

/** Fails from `limit` on. */
const from = (limit: number) => async (value: number) => value >= limit

describe('The smallest number that still fails', () => {
  test.each([
    { value: 5_000, least: 0, limit: 0, found: 0, why: 'the least there is' },
    { value: 8_000, least: 0, limit: 900, found: 1_000, why: 'what halving leads to' },
    { value: 7_777, least: 0, limit: 1_900, found: 2_000, why: 'a round one nearby' },
    { value: 1_944, least: 0, limit: 1_850, found: 1_900, why: 'not rounder than still fails' },
    { value: 9_871, least: 0, limit: 9_871, found: 9_871, why: 'the same where nothing else will do' },
    { value: 400, least: 400, limit: 0, found: 400, why: 'the same where there is no room' },
  ])('of $value down to $least, failing from $limit on, is $why', async ({ value, least, limit, found }) => {
    expect(await smallest(value, least, from(limit))).toBe(found)
  })
})

test('A budget that is spent says no, and asks nobody', async () => {
  const budget = new Budget(2)
  let asked = 0
  const fails = budget.limit(async () => {
    asked += 1
    return true
  })
  expect([await fails(1), await fails(2), await fails(3)]).toEqual([true, true, false])
  expect(asked).toBe(2)
  expect(budget.isSpent).toBe(true)
})
