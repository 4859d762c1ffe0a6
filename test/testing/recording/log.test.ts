import { describe, expect, test } from 'vitest'
import { LogReader } from '../../../src/testing/recording/log.ts'

function read(...logs: readonly string[]) {
  const reader = new LogReader()
  for (const log of logs) reader.read(0, log, 1, 1)
  return reader.events.map(({ at, due, ops }) => [
    at,
    due,
    ops.map(({ code, numbers }) => [code, ...numbers].join(' ')).join(', '),
  ])
}

describe('a log', () => {
  test('is events, each so long after the one before', () => {
    expect(read(' aH3P 1HP')).toEqual([
      [10, null, 'H 3, P 3'],
      [11, null, 'H 3, P 3'],
    ])
  })

  test('has timers of one rhythm as digits', () => {
    expect(read(' sgF0 sgF0~03')).toEqual([
      [1024, 1024, ''],
      [2048, 2048, ''],
      [3072, 3072, ''],
      [4480, 4096, ''],
    ])
  })

  test('says when a timer was late, and in which event time went on', () => {
    expect(read(' aF2R1.5 1X0')).toEqual([
      [10, 8, 'R 1 5'],
      [16, null, 'X 0'],
    ])
  })

  test.each([
    [' aH', 'line 1, column 3: H of which link?'],
    [' a§', 'line 1, column 3: "§" is no code of this version'],
    ['9', 'line 1, column 1: this is no code of a log'],
    [' zzzzzzzzzzzzzzH1', 'line 1, column 1: a number too large'],
    [' aD1.2.3.4.5', 'line 1, column 3: too many numbers'],
  ])('that says %j is refused', (log, problem) => {
    expect(() => read(log)).toThrow(problem)
  })
})
