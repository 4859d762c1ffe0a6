import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../src/index.ts'
import { virtualClock } from '../../../src/testing/index.ts'
import { Counts } from '../../../src/testing/simulation/counts.ts'

const phase = (id: string, from: 'alive' | null, to: 'connecting' | 'failed'): FeedEvent => ({
  v: 1,
  at: 0,
  kind: 'phase',
  id,
  from,
  to,
})

test('Connections count for as long as they live, programs do not', () => {
  const clock = virtualClock()
  const counts = new Counts(clock)
  counts.told({ v: 1, at: 0, kind: 'added', id: 't', of: 'root', child: 'program' })
  for (const id of ['a', 'b', 't']) counts.told(phase(id, null, 'connecting'))
  clock.advanceSync(3_600_000)
  counts.told(phase('a', 'alive', 'failed'))
  clock.advanceSync(3_600_000)
  counts.over()
  expect([counts.connectionHours, counts.events]).toEqual([3, 5])
})

test('Two feeds that differ anywhere have different digests, the same have the same', () => {
  const digest = (...ids: string[]): number => {
    const counts = new Counts(virtualClock())
    for (const id of ids) counts.told(phase(id, null, 'connecting'))
    return counts.digest
  }
  expect(digest('a', 'b')).toBe(digest('a', 'b'))
  expect(digest('a', 'b')).not.toBe(digest('b', 'a'))
})

test('What was inflicted and done is counted by its kind', () => {
  const counts = new Counts(virtualClock())
  counts.inflicted('cut')
  counts.inflicted('cut')
  counts.acted('stop')
  expect([Object.fromEntries(counts.hardships), Object.fromEntries(counts.acts)]).toEqual([
    { cut: 2 },
    { stop: 1 },
  ])
})
