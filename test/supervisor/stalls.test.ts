import { expect, test } from 'vitest'
import { NO_STALLS, oneMore } from '../../src/supervisor/stalls.ts'

test('stalls are counted and summed, and the longest and the latest are kept', () => {
  const stalls = oneMore(oneMore(NO_STALLS, 6_000, 1_700_000_000_000), 150, 1_700_000_009_000)
  expect(stalls).toEqual({ count: 2, lostMs: 6_150, longestMs: 6_000, latestAt: 1_700_000_009_000 })
  expect(NO_STALLS).toEqual({ count: 0, lostMs: 0, longestMs: 0, latestAt: null })
})
