import { expect, test } from 'vitest'
import {
  indexAt,
  latest,
  readingAt,
  untilOf,
} from '../../../../visualizations/inspector/src/connection/seen.ts'
import { NOW, phase, reading, retry, seen } from '../support.ts'

const at = (ms: number) => ({ at: ms })

test('The place of a moment among others is that of the last one not after it', () => {
  const list = [at(10), at(20), at(20), at(30)]
  expect([5, 10, 15, 20, 29, 30, 99].map((moment) => indexAt(list, moment))).toEqual([-1, 0, 0, 2, 2, 3, 3])
  expect(indexAt([], 5)).toBe(-1)
})

test('A reading of the past counts only as long as it is fresh', () => {
  const list = [reading({ at: NOW - 5_000 }), reading({ at: NOW - 1_000, silentMs: 7 })]
  expect(readingAt(list, NOW, 'alive')?.silentMs).toBe(7)
  expect(readingAt(list, NOW - 4_900, 'alive')?.at).toBe(NOW - 5_000)
  expect(readingAt(list, NOW - 2_000, 'alive')).toBeNull()
  expect(readingAt(list, NOW - 6_000, 'alive')).toBeNull()
})

test('Of the moment in which a phase began, the next reading tells: the last one is of the phase before', () => {
  const list = [reading({ at: NOW - 60 }), reading({ at: NOW + 40, phase: 'suspect', misses: 1 })]
  expect(readingAt(list, NOW, 'suspect')?.misses).toBe(1)
  expect(readingAt(list, NOW, 'alive')?.misses).toBe(0)
  expect(readingAt(list, NOW, 'dead')?.at).toBe(NOW - 60)
})

test('A deadline that has passed is due, and one that does not run is not known', () => {
  const known = seen({ reading: reading({ deadlines: [{ of: 'miss', at: NOW - 20 }] }) })
  expect(untilOf(known, 'miss')).toBe(0)
  expect(untilOf(known, 'verdict')).toBeNull()
})

test('The latest event of a kind is found among others', () => {
  const events = [retry(1, 1, 5), retry(2, 2, 5), phase(3, 'backoff', 'connecting')]
  expect(latest(events, 'retry')?.attempt).toBe(2)
  expect(latest(events, 'stall')).toBeNull()
})
