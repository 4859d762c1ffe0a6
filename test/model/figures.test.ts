/** The figures a supervisor sums over its connections, while they live and once they have ended. */
import { expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const STALL_MS = 6_000

test('A supervisor sums what all its connections went through, those that have ended included', async () => {
  const { clock, network, supervisor, toPeer, events } = testWorld()
  peerServer(network, pong)
  const [one, two] = ['one', 'two'].map((id) =>
    supervisor.connect(id, toPeer(), {
      heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 },
    }),
  )
  if (one === undefined || two === undefined) throw new Error('two connections')
  await clock.advance(5_000)
  expect(supervisor.stalls).toEqual({ count: 0, lostMs: 0, longestMs: 0, latestAt: null })
  clock.stall(STALL_MS)
  await clock.advance(5_000)
  const told = events.filter((event) => event.kind === 'stall')
  expect(told).toHaveLength(1)
  const [{ lostMs, at } = { lostMs: 0, at: 0 }] = told
  expect(lostMs).toBeGreaterThan(STALL_MS - 500)
  expect(supervisor.stalls).toEqual({ count: 1, lostMs, longestMs: lostMs, latestAt: expect.any(Number) })
  expect(Math.round(supervisor.stalls.latestAt ?? 0)).toBe(at)
  expect([one.quality.stalls, two.quality.stalls, supervisor.quality.stalls]).toEqual([1, 1, 2])

  const ofOne = one.counts
  const removed = supervisor.remove('one')
  await clock.advance(100)
  await removed
  const stopped = supervisor.stop()
  await clock.advance(3_000)
  await stopped
  const total = events.at(-1)
  expect(total).toMatchObject({
    kind: 'total',
    connections: 2,
    beats: ofOne.beats + two.counts.beats,
    verdicts: 0,
  })
  expect(ofOne.beats).toBeGreaterThan(5)
})
