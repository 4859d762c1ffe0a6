import { expect, test } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Lane } from '../../../src/transport/memory/lane.ts'

test('What enters first passes first, each for as long as its bytes take', () => {
  const clock = virtualClock()
  const lane = new Lane(clock)
  const gone: string[] = []
  const enter = (bytes: number): void => lane.enter(bytes, () => gone.push(`${bytes} at ${clock.now()}`))
  lane.limit(1_000)
  expect(lane.isNarrow).toBe(true)
  for (const bytes of [100, 0, 50]) enter(bytes)
  clock.advanceSync(120)
  expect(gone).toEqual(['100 at 100', '0 at 100'])
  enter(10)
  clock.advanceSync(1_000)
  enter(1)
  clock.advanceSync(1)
  expect(gone.slice(2)).toEqual(['50 at 150', '10 at 160', '1 at 1121'])
})

test('A new limit holds from the next in line on; without one the whole line goes, in order', () => {
  const clock = virtualClock()
  const lane = new Lane(clock)
  const gone: string[] = []
  lane.limit(10)
  for (const bytes of [1, 2, 3, 4]) lane.enter(bytes, () => gone.push(`${bytes} at ${clock.now()}`))
  lane.limit(1)
  clock.advanceSync(2_100)
  expect(gone).toEqual(['1 at 100', '2 at 2100'])
  lane.limit(Number.POSITIVE_INFINITY)
  expect([gone.slice(2), clock.pending, lane.isNarrow]).toEqual([['3 at 2100', '4 at 2100'], 0, false])
})

test('It carries pieces of a fiftieth of a second, from a byte to a packet of Ethernet', () => {
  const lane = new Lane(virtualClock())
  const pieces = [1, 100, 73_000, 1e9].map((bytesPerSecond) => {
    lane.limit(bytesPerSecond)
    return lane.pieceBytes
  })
  expect(pieces).toEqual([1, 2, 1_460, 1_460])
})
