import { expect, test } from 'vitest'
import { PLAY, Play, REST_MS, ROUND_MS, type Roles } from '../../../src/cli/demo/play.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'

/** A play whose peers only note what is done to them. */
function scene() {
  const clock = virtualClock()
  const done: string[] = []
  const notes: string[] = []
  const noted = (what: string) => (): void => {
    done.push(what)
  }
  const roles: Roles = {
    feedB: { freeze: noted('freeze'), thaw: noted('thaw') },
    feedC: {
      kill: async () => noted('kill')(),
      start: async () => noted('start')(),
    },
    deviceA: { tell: (order) => noted(order)() },
  }
  const play = new Play({ roles, clock, note: (text) => notes.push(text), mend: noted('mend') })
  return { clock, done, notes, roles, play }
}

const ROUND = ['freeze', 'thaw', 'kill', 'start', 'quiet', 'talk']

test('A round wounds and heals every peer, says so each time, and begins again', async () => {
  const { clock, done, notes } = scene()
  await clock.advance(ROUND_MS)
  expect(done).toEqual(ROUND)
  expect(notes).toEqual(PLAY.flatMap(({ wound, cure }) => [wound.says, cure.says]))
  await clock.advance(ROUND_MS)
  expect(done).toEqual([...ROUND, ...ROUND])
})

test('A round is short enough to be watched', () => {
  expect(ROUND_MS).toBeLessThanOrEqual(15_000)
  for (const { wound, cure } of PLAY) {
    expect(wound.atMs).toBeLessThan(cure.atMs)
    expect(cure.atMs).toBeLessThan(ROUND_MS)
  }
})

test('Once ended, nothing is done to anybody', async () => {
  const { clock, done, play } = scene()
  await clock.advance(ROUND_MS * 1.2)
  const before = done.length
  play.end()
  await clock.advance(ROUND_MS * 2)
  expect(done).toHaveLength(before)
})

test('When somebody presses a button it heals what it has wounded, says that it rests, and does nothing for a while', async () => {
  const { clock, done, notes, play } = scene()
  await clock.advance(2_000)
  play.rest('somebody else')
  expect(done).toEqual(['freeze', 'thaw'])
  expect(notes.at(-1)).toContain('rests')
  await clock.advance(REST_MS - 1)
  expect(done).toEqual(['freeze', 'thaw'])
  await clock.advance(1)
  expect(done).toEqual(['freeze', 'thaw', 'mend'])
  expect(notes.at(-1)).toContain('goes on')
  await clock.advance(ROUND_MS)
  expect(done).toEqual(['freeze', 'thaw', 'mend', ...ROUND])
})

test('Whom somebody has laid hands on is left as he is', async () => {
  const { clock, done, play, roles } = scene()
  await clock.advance(2_000)
  play.rest(roles.feedB)
  expect(done).toEqual(['freeze'])
  await clock.advance(REST_MS)
  expect(done).toEqual(['freeze', 'mend'])
})

test('Each button makes the rest longer, and it is said once', async () => {
  const { clock, done, notes, play } = scene()
  play.rest(null)
  await clock.advance(REST_MS - 1)
  play.rest(null)
  await clock.advance(REST_MS - 1)
  expect(done).toEqual([])
  expect(notes).toHaveLength(1)
  play.end()
})
