import { expect, test } from 'vitest'
import { fine, lasting, running } from '../../../../visualizations/inspector/src/connection/lengths.ts'

test('What is waited for is told in tenths of a second', () => {
  expect([-1, 0, 420, 12_340, 65_000].map(running)).toEqual([
    '0.0 s',
    '0.0 s',
    '0.4 s',
    '12.3 s',
    '1 min 5 s',
  ])
})

test('What merely lasts changes once a second from ten seconds on', () => {
  expect([420, 9_900, 12_340, 59_990, 65_000].map(lasting)).toEqual([
    '0.4 s',
    '9.9 s',
    '12 s',
    '59 s',
    '1 min 5 s',
  ])
})

test('Short round trips keep their tenths', () => {
  expect([0.42, 9.4, 12.6, 1_500].map(fine)).toEqual(['0.4 ms', '9.4 ms', '13 ms', '1.5 s'])
})
