import { expect, test } from 'vitest'
import { PLAY, perform, ROUND_MS, type Roles } from '../../../src/cli/demo/play.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

/** Peers that only note what is done to them. */
function notedRoles(done: string[]): Roles {
  const note = (what: string) => () => {
    done.push(what)
  }
  return {
    feedB: { freeze: note('freeze'), thaw: note('thaw') },
    feedC: {
      kill: async () => note('kill')(),
      start: async () => note('start')(),
    },
    deviceA: { tell: (order) => note(order)() },
  }
}

const ROUND = ['freeze', 'thaw', 'kill', 'start', 'quiet', 'talk']

test('A round wounds and heals every peer, says so each time, and begins again', async () => {
  const clock = virtualClock()
  const done: string[] = []
  const notes: string[] = []
  perform(notedRoles(done), (text) => notes.push(text), clock)
  await clock.advance(ROUND_MS)
  expect(done).toEqual(ROUND)
  expect(notes).toEqual(PLAY.map(({ says }) => says))
  await clock.advance(ROUND_MS)
  expect(done).toEqual([...ROUND, ...ROUND])
})

test('A round is short enough to be watched', () => {
  expect(ROUND_MS).toBeLessThanOrEqual(15_000)
  for (const { atMs } of PLAY) expect(atMs).toBeLessThan(ROUND_MS)
})

test('Once ended, nothing is done to anybody', async () => {
  const clock = virtualClock()
  const done: string[] = []
  const end = perform(notedRoles(done), () => {}, clock)
  await clock.advance(ROUND_MS * 1.2)
  const before = done.length
  end()
  await clock.advance(ROUND_MS * 2)
  expect(done).toHaveLength(before)
})
