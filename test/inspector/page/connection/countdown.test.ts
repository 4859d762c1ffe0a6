import { expect, test } from 'vitest'
import {
  countdowns,
  keyOf,
  leftInWords,
} from '../../../../visualizations/inspector/src/connection/countdown.ts'

test('Time that is left is told in tenths, and a started tenth is not over yet', () => {
  expect([-5, 0, 1, 400, 401, 12_340].map(leftInWords)).toEqual([
    'now',
    'now',
    '0.1 s',
    '0.4 s',
    '0.5 s',
    '12.4 s',
  ])
  expect([60_000, 184_000, 3_600_000, 8_100_000].map(leftInWords)).toEqual([
    '1 min 00 s',
    '3 min 04 s',
    '1 h 00 min',
    '2 h 15 min',
  ])
})

test('The verdict comes first, whatever is due sooner, so that rows do not jump', () => {
  const rows = countdowns(
    [
      { of: 'beat', at: 1_100 },
      { of: 'verdict', at: 5_000 },
      { of: 'miss', at: 1_050 },
    ],
    1_000,
    new Map(),
  )
  expect(rows.map(({ of }) => of)).toEqual(['verdict', 'miss', 'beat'])
})

test('How much is left is known once it was seen to begin, and stays between none and all', () => {
  const deadline = { of: 'miss', at: 2_000 } as const
  const begun = new Map([[keyOf(deadline), 1_000]])
  const shareAt = (now: number) => countdowns([deadline], now, begun)[0]?.share
  expect([500, 1_000, 1_750, 2_500].map(shareAt)).toEqual([1, 1, 0.25, 0])
  expect(countdowns([deadline], 1_000, new Map())[0]?.share).toBeNull()
})

test('A deadline whose time is corrected by a millisecond is the same one', () => {
  expect(keyOf({ of: 'miss', at: 2_001 })).toBe(keyOf({ of: 'miss', at: 2_000 }))
  expect(keyOf({ of: 'miss', at: 2_000 })).not.toBe(keyOf({ of: 'beat', at: 2_000 }))
})
