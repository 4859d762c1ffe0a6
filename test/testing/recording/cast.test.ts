import { expect, test } from 'vitest'
import { linksOf } from '../../../src/testing/recording/cast.ts'
import { readRecording } from '../../../src/testing/recording/read.ts'
import { tapeOf } from './support/lines.ts'

test('How each link went is known before it is replayed', () => {
  const { tape } = readRecording(tapeOf({ from: 0, log: ' aD0.5.0 aO0 aC0 aX0 aA6.0.1%1' }))
  if (tape === null) throw new Error('there is a tape')
  const links = linksOf(tape)
  expect(links.get(0)).toEqual({
    number: 0,
    connection: 5,
    dialledAt: 10,
    openedAt: 20,
    closedAt: 30,
    releasedAt: 40,
    throws: false,
  })
  expect(links.get(1)).toMatchObject({
    connection: 6,
    dialledAt: 50,
    openedAt: Number.POSITIVE_INFINITY,
    throws: true,
  })
})
