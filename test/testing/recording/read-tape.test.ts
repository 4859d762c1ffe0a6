import { expect, test } from 'vitest'
import { readRecording } from '../../../src/testing/recording/read.ts'
import { tapeOf } from './support/lines.ts'

const SAID = { accepts: false, pings: false, options: {}, hooks: false, authorises: false, policy: false }

test('A tape has plans, connections, listeners, causes and what happened', () => {
  const { tape } = readRecording(
    tapeOf(
      { plan: 0, said: SAID },
      { connection: 0, id: 'a', plan: 0, endpoint: 'e' },
      { listener: 0, plan: 0, endpoint: 'l' },
      { cause: 0, is: { kind: 'eof', by: 'peer' } },
      { from: 5, log: ' 1H0' },
      { end: true },
    ),
  )
  expect(tape).toMatchObject({ aheadMs: 0, brokenAt: null, isWhole: true })
  expect(tape?.plans.get(0)?.said).toEqual(SAID)
  expect(tape?.connections.get(0)).toMatchObject({ id: 'a', endpoint: 'e', listener: null })
  expect([tape?.listeners.get(0)?.endpoint, tape?.causes.get(0)?.kind, tape?.events[0]?.at]).toEqual([
    'l',
    'eof',
    6,
  ])
})

test('What follows a line that is missing is left out', () => {
  const lines = tapeOf({ from: 0, log: ' 1H0' }, { from: 5, log: ' 1H0' }, { from: 9, log: ' 1H0' })
  expect(readRecording(lines.toSpliced(2, 1)).tape).toMatchObject({
    brokenAt: 3,
    isWhole: false,
    events: { length: 1 },
  })
})

test.each([
  [{ connection: 0, id: 'a', plan: 3 }, 'nothing was said of plan 3'],
  [{ tape: 1, aheadMs: 0 }, 'a second tape begins here'],
  [{ from: 0, log: ' 1H' }, 'line 2, column 53: H of which link?'],
] as const)('%j is refused', (line, problem) => {
  expect(() => readRecording(tapeOf(line))).toThrow(problem)
})
