import { expect, test } from 'vitest'
import { expectReplays } from '../../../src/testing/recording/expect-replays.ts'
import { rough } from './support/lines.ts'

test('A recording is a test in one line', async () => {
  const lines = await rough({ detectors: ['adaptive'] })
  expect((await expectReplays(lines.join('\n'))).difference).toBeNull()
  const changed = lines.filter((line) => !line.includes('"event":"peer.lost"'))
  await expect(expectReplays(changed)).rejects.toThrow(/^a difference at line \d+, c0.*\n {2}recorded: /)
})

test('A recording without a single connection is no test, and is refused as one', async () => {
  const lines = [
    '{"v":1,"at":5,"kind":"supervisor","id":"a","phase":"running"}',
    '{"v":1,"at":9,"kind":"stall","lostMs":5}',
  ]
  await expect(expectReplays(lines)).rejects.toThrow('there is no connection in the recording')
})
