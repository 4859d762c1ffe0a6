import { expect, test } from 'vitest'
import { readRecording } from '../../../src/testing/recording/read.ts'
import { Run } from '../../../src/testing/recording/run.ts'
import { rough, tapeOf } from './support/lines.ts'

const SAID = { accepts: false, pings: false, options: {}, hooks: false, authorises: false, policy: false }

function tapeIn(lines: readonly string[]) {
  const { tape } = readRecording(lines)
  if (tape === null) throw new Error('there is a tape')
  return tape
}

test('A life is lived again from its tape alone', async () => {
  const log = ' a)0D0.0.0 aO0?0 aHB aZ0.0C aX?100'
  const run = new Run(
    tapeIn(
      tapeOf(
        { plan: 0, said: SAID },
        { connection: 0, id: 'a', plan: 0, endpoint: 'e' },
        { cause: 0, is: { kind: 'eof', by: 'peer' } },
        { from: 0, log },
      ),
    ),
    {},
  )
  await run.run()
  const phases = run.made.map(({ event }) => (event.kind === 'phase' ? event.to : event.kind))
  expect(phases).toEqual(['connecting', 'alive', 'dead', 'backoff', 'retry'])
  expect(run.at).toBe(50)
})

test('A connection is looked at when the wall shows the time', async () => {
  const lines = await rough({ detectors: ['fixed'] })
  const { events } = readRecording(lines)
  const suspected = events.find(({ event }) => event.kind === 'phase' && event.to === 'suspect')
  const run = new Run(tapeIn(lines), {})
  run.lookAt('c0', suspected?.event.at ?? 0)
  await run.run()
  expect(run.look?.silentMs).toBeGreaterThan(1_000)
  expect(run.look?.suspicion).toBeGreaterThan(0)
  expect(run.look?.heardMsBefore).toHaveLength(5)
})
