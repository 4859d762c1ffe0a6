import { expect, test } from 'vitest'
import { sideBySide } from '../../../src/testing/recording/compare.ts'

const suspect = (at: number) =>
  ({ v: 1, at, id: 'a', kind: 'phase', from: 'alive', to: 'suspect', event: 'peer.silent' }) as const
const stopped = { v: 1, at: 9, id: 'a', kind: 'phase', from: 'alive', to: 'dead', event: 'stop' } as const

test('Verdicts that are the same stand in one row, sooner or later; ends that were asked for in none', () => {
  const recorded = [suspect(100), suspect(200_000), stopped].map((event) => ({ line: 1, event }))
  const made = [suspect(150), suspect(400_000)].map((event) => ({ line: 1, id: 'a', event }))
  expect(sideBySide(recorded, made)).toEqual([
    { id: 'a', verdict: 'suspect', recordedAt: 100, replayedAt: 150 },
    { id: 'a', verdict: 'suspect', recordedAt: 200_000, replayedAt: null },
    { id: 'a', verdict: 'suspect', recordedAt: null, replayedAt: 400_000 },
  ])
})
