import { expect, test } from 'vitest'
import { areSame, wordsOf } from '../../../src/testing/recording/verdict.ts'

const ABOUT = { v: 1, at: 1, id: 'a' } as const
const DEAD = {
  ...ABOUT,
  kind: 'phase',
  from: 'alive',
  to: 'dead',
  event: 'link.ended',
  cause: { kind: 'reset', by: 'network', detail: 'ECONNRESET' },
} as const

test('Outcomes are told in words', () => {
  expect(wordsOf(DEAD)).toBe('alive → dead (link.ended): the connection was reset (ECONNRESET)')
  expect(wordsOf({ ...ABOUT, kind: 'retry', attempt: 2, delayMs: 70 })).toBe('retry 2 in 70 ms')
  expect(wordsOf({ ...ABOUT, kind: 'stale', silentMs: 70 })).toBe('stale after 70 ms')
  expect(wordsOf({ ...ABOUT, kind: 'fresh' })).toBe('fresh')
  expect(wordsOf({ v: 1, at: 1, kind: 'stall', lostMs: 6_000, slept: true })).toBe('a stall of 6.0 s, slept')
})

test('Details of causes are for people, and make no difference; what programs read does', () => {
  expect(areSame(DEAD, { ...DEAD, cause: { ...DEAD.cause, detail: 'other words' } }, 0)).toBe(true)
  expect(areSame(DEAD, { ...DEAD, cause: { kind: 'eof', by: 'peer' } }, 0)).toBe(false)
  expect(areSame(DEAD, { ...ABOUT, kind: 'fresh' }, 0)).toBe(false)
  const stall = { v: 1, at: 1, kind: 'stall', lostMs: 100 } as const
  expect([
    areSame(stall, { ...stall, lostMs: 120 }, 20),
    areSame(stall, { ...stall, lostMs: 121 }, 20),
  ]).toEqual([true, false])
})
