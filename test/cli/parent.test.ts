import { expect, test } from 'vitest'
import { onOrphaned } from '../../src/cli/parent.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { testIo } from '../support/io.ts'

function orphan(env: { npm_lifecycle_event?: string }) {
  const io = testIo({ env })
  const clock = virtualClock()
  const stops: number[] = []
  const forget = onOrphaned(io, () => stops.push(clock.now()), clock)
  return { io, clock, stops, forget }
}

test("Under npm, the end of npm's shell stops the run", async () => {
  const { io, clock, stops } = orphan({ npm_lifecycle_event: 'npx' })
  await clock.advance(10_000)
  expect(stops).toEqual([])
  io.parent = 1
  await clock.advance(10_000)
  expect(stops).toHaveLength(1)
})

test('Started by hand, a run outlives its parent, as daemons do', async () => {
  const { io, clock, stops } = orphan({})
  io.parent = 1
  await clock.advance(10_000)
  expect(stops).toEqual([])
})

test('Once forgotten, nobody looks any more', async () => {
  const { io, clock, stops, forget } = orphan({ npm_lifecycle_event: 'npx' })
  forget()
  io.parent = 1
  await clock.advance(10_000)
  expect(stops).toEqual([])
})
