import { expect, test } from 'vitest'
import { more, NO_COUNTS } from '../../src/supervisor/tally.ts'

test('a tally sums what went over connections, and counts them', () => {
  const one = more(NO_COUNTS, { frames: 5, beats: 10, misses: 1, reconnects: 2 })
  const two = more(one, { frames: 7, beats: 1, misses: 0, reconnects: 3 })
  expect(two).toEqual({ connections: 2, frames: 12, beats: 11, misses: 1, reconnects: 5 })
  expect(one.connections).toBe(1)
  expect(NO_COUNTS).toEqual({ connections: 0, frames: 0, beats: 0, misses: 0, reconnects: 0 })
})
