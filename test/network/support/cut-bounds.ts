/** When a peer behind a cut cable has to be found, asserted: as in `bounds.ts`, but nobody knows to the millisecond when it fell silent. */
import { expect } from 'vitest'
import { expectUntroubled, lastTime, type Pace, ROUNDING_MS, timesOf } from './bounds.ts'
import type { Judge } from './cut-orders.ts'
import type { FarPeer } from './far-peer.ts'
import type { Watched } from './near-host.ts'
import { premise } from './premise.ts'
import { until } from './until.ts'
import type { PhaseEvent } from './world.ts'

/**
 * One tick, and what a loaded machine may take from two programs while none of them stands still. Less than most of the
 * timeouts here, so that a miss too many is seen: for longer, our program says when it did not run.
 */
const SLACK_MS = 50 + 400

/** A stretch of time, as `nowMs` has it, within which something happened. */
export interface Within {
  readonly from: number
  readonly until: number
}

/**
 * The connection goes from alive by suspect to dead, `silent`, `nth` of its ends.
 *
 * @param lastWord when the last word of the peer came: surely not before `from`, and none after `until`.
 * @param judge the ones that learn are quicker than the bound.
 */
export async function expectFoundSilent(
  connection: Watched,
  lastWord: Within,
  { everyMs, timeoutMs, misses }: Pace,
  { judge = 'fixed', nth = 1 }: { judge?: Judge; nth?: number } = {},
): Promise<PhaseEvent> {
  const dead = await connection.enters('dead', nth)
  const { phases } = connection
  const suspect = phases.at(phases.indexOf(dead) - 1)
  expect(suspect).toMatchObject({ from: 'alive', to: 'suspect', event: 'peer.silent' })
  expect(dead).toMatchObject({ event: 'peer.lost', cause: { kind: 'silent', by: 'peer' } })
  const [suspectMs, deadMs] = [everyMs + timeoutMs, everyMs + misses * timeoutMs]
  const [soonestSuspectMs, soonestDeadMs] = judge === 'fixed' ? [suspectMs, deadMs] : [0, 0]
  const suspectAt = suspect?.at ?? Number.NaN
  expect(suspectAt - lastWord.from).toBeGreaterThanOrEqual(soonestSuspectMs - ROUNDING_MS)
  expect(dead.at - lastWord.from).toBeGreaterThanOrEqual(soonestDeadMs - ROUNDING_MS)
  const missingMs = await connection.missingMs(lastWord.from, dead.at)
  // A process that did not run asks once more, and waits for the answer. Where detectors learn, ticks are so fine that it
  // does after less than it tells of here.
  const excusedMs = missingMs + (missingMs > 0 || judge !== 'fixed' ? timeoutMs : 0)
  expect(suspectAt - lastWord.until - excusedMs).toBeLessThanOrEqual(suspectMs + SLACK_MS)
  expect(dead.at - lastWord.until - excusedMs).toBeLessThanOrEqual(deadMs + SLACK_MS)
  if (judge !== 'fixed') expect(dead.at - lastWord.until - missingMs).toBeLessThan(deadMs)
  return dead
}

/** What the peers tell of a word that came on their first connection, with its time. */
const FIRST_WORD = /^(?:ping 1|took 1 \d+) (\d+)$/

/** The peer has told of `nth` words on its first connection, unless that has ended before: see {@link expectHeardUntil}. */
export async function speaks(peer: FarPeer, connection: Watched, nth: number): Promise<void> {
  await until(
    () => `${peer.name} has told of ${nth} words; ${connection.id} has been ${connection.story}`,
    () => peer.said(FIRST_WORD).length >= nth || connection.path.includes('dead'),
  )
}

/** When the latest word came that a peer has told of by now on its first connection. */
export function lastWordOf(peer: FarPeer): number {
  return lastTime(peer.said(FIRST_WORD))
}

/**
 * Nothing befell the connection before the cable was cut. A machine that keeps the peer from running may see to it that
 * something does: then the peer shows by its own words that it was silent, and the test begins again.
 *
 * @param judge those that learn doubt a peer sooner, though not before they have asked it.
 */
export async function expectHeardUntil(
  cut: Within,
  connection: Watched,
  peer: FarPeer,
  pace: Pace,
  judge: Judge = 'fixed',
): Promise<void> {
  // Behind its answer nothing is missing that happened before.
  await connection.ask()
  const { phases } = connection
  // A doubt that came while the cable was being cut is of the cut, unless the peer was heard again.
  const recovery = phases.find(({ from, to, at }) => from === 'suspect' && to === 'alive' && at <= cut.until)
  const wordsAt = timesOf(peer.said(FIRST_WORD)).filter((at) => at <= cut.from)
  const until = Math.max(cut.from, recovery?.at ?? cut.from)
  expectUntroubled(phases, until, { wordsAt, patienceMs: patienceMs(pace, judge) })
}

/**
 * The same since the cable was healed and the connection was `alive` again, up to now.
 *
 * @param link its number, where the peer told of it: those of dials that came to nothing may be between.
 */
export async function expectHeardSince(
  alive: PhaseEvent,
  connection: Watched,
  peer: FarPeer,
  link: number,
  pace: Pace,
  judge: Judge = 'fixed',
): Promise<void> {
  await connection.ask()
  const since = connection.phases.filter(({ at }) => at > alive.at)
  const wordsAt = timesOf(peer.said(new RegExp(`^ping ${link} (\\d+)$`)))
  expectUntroubled(since, Number.POSITIVE_INFINITY, { wordsAt, patienceMs: patienceMs(pace, judge) })
}

function patienceMs({ everyMs, timeoutMs }: Pace, judge: Judge): number {
  return judge === 'fixed' ? everyMs + timeoutMs : everyMs
}

/** What has a deadline was over `at` that, and not before the cable was cut: else the test begins again. */
export function expectCutInTime(cut: Within, at: number): void {
  premise(at > cut.until, 'the cable is cut before the deadline is over')
}

/** Something of a connection happened as long `since` something else as a deadline says: not sooner, not much later. */
export async function expectAfter(
  deadlineMs: number,
  at: number,
  since: Within,
  whose: { missingMs(from: number, until: number): Promise<number> },
  leewayMs = 0,
): Promise<void> {
  expect(at - since.from).toBeGreaterThanOrEqual(deadlineMs - ROUNDING_MS)
  const lateMs = at - since.until - (await whose.missingMs(since.from, at))
  expect(lateMs).toBeLessThanOrEqual(deadlineMs + leewayMs + SLACK_MS)
}
