/** When a silent peer has to be found, asserted: never before its time, and not long after it. */
import { expect } from 'vitest'
import { premise } from './premise.ts'
import type { Program } from './program.ts'
import type { PhaseEvent, World } from './world.ts'

export interface Pace {
  readonly everyMs: number
  readonly timeoutMs: number
  readonly misses: number
}

/** Two clocks that both round to whole milliseconds. */
export const ROUNDING_MS = 2
/** One tick, and what a loaded machine may take from two processes that take turns. */
export const SLACK_MS = 50 + 1_000
/** What a peer has just said may not have been read by a loaded process of ours. */
const UNREAD_MS = 450
/** A process of ours that did not run for longer asks its peers once more, and has no time left within the slack. */
const MISSING_MS = 450

/**
 * The connection goes from alive by suspect to dead, `silent`.
 *
 * @param spoke when the peer spoke, as the peer tells it: its last word, or all of them, which then show that it was heard up
 *   to the last one. Of one that was frozen, some may not have been read yet: there they are asked for at the end.
 */
export async function expectFound(
  world: World,
  id: string,
  spoke: number | readonly number[] | (() => readonly number[]),
  { everyMs, timeoutMs, misses }: Pace,
): Promise<PhaseEvent> {
  const dead = await world.enters(id, 'dead', world.path(id).filter((phase) => phase === 'dead').length + 1)
  const before = world.phases(id)
  const wordsAt = typeof spoke === 'function' ? spoke() : [spoke].flat()
  const silentFrom = wordsAt.at(-1) ?? Number.NaN
  if (typeof spoke !== 'number')
    expectUntroubled(before, silentFrom, { wordsAt, patienceMs: everyMs + timeoutMs })
  const suspect = before.at(before.indexOf(dead) - 1)
  expect(suspect).toMatchObject({ from: 'alive', to: 'suspect', event: 'peer.silent' })
  expect(dead).toMatchObject({ event: 'peer.lost', cause: { kind: 'silent', by: 'peer' } })
  const suspectAfterMs = (suspect?.at ?? 0) - silentFrom
  const deadAfterMs = dead.at - silentFrom
  expect(suspectAfterMs).toBeGreaterThanOrEqual(everyMs + timeoutMs - ROUNDING_MS)
  expect(deadAfterMs).toBeGreaterThanOrEqual(everyMs + misses * timeoutMs - ROUNDING_MS)
  expectInTime(world, silentFrom, suspect?.at ?? 0, everyMs + timeoutMs)
  expectInTime(world, silentFrom, dead.at, everyMs + misses * timeoutMs)
  return dead
}

/**
 * Something happened no later than `boundMs` after something else, and the slack. Where it was later, and this process did not
 * run, nothing is to be said about it, and the test begins again.
 */
export function expectInTime(world: World, from: number, at: number, boundMs: number): void {
  const isLate = at - from > boundMs + SLACK_MS
  premise(!isLate || world.missingMs(from, at) <= MISSING_MS, 'this process runs')
  expect(at - from).toBeLessThanOrEqual(boundMs + SLACK_MS)
}

/** A peer that has spoken, by what it tells of that itself. */
export interface Spoken {
  /** When it said something, oldest first. */
  readonly wordsAt: readonly number[]
  /** For how long nobody may doubt it, or let it go, after each of its words. */
  readonly patienceMs: number
}

/**
 * Until `until` the connection was neither suspect nor dead. Where it was, its peer had been silent for long enough, or a
 * deadline was over; else it is an error of ours. Then the test begins again: the machine kept that peer from speaking.
 */
export function expectUntroubled(
  phases: readonly PhaseEvent[],
  until: number,
  { wordsAt, patienceMs }: Spoken,
): void {
  const trouble = phases.find(({ to, at }) => (to === 'suspect' || to === 'dead') && at <= until)
  if (trouble === undefined) return
  const { from, to, at, cause } = trouble
  if (to === 'dead') expect(cause?.kind).toBe('timeout')
  if (from === 'alive') {
    const lastWordAt = wordsAt.findLast((wordAt) => wordAt <= at - UNREAD_MS) ?? Number.NEGATIVE_INFINITY
    expect(at - lastWordAt, `${to} too soon`).toBeGreaterThanOrEqual(patienceMs - ROUNDING_MS)
  }
  premise(false, `the peer is heard, and it was ${to}`)
}

/**
 * What is seen of connections that nobody had a reason to doubt. Where it is not so, and the machine kept one of their
 * `peers` or this process from running for half of what they had left until they were missed, the test begins again.
 */
export async function expectUndoubted(
  world: World,
  peers: readonly Program[],
  leftMs: number,
  check: () => void,
): Promise<void> {
  try {
    check()
  } catch (error) {
    const longestMs = await world.longestGapMs(peers)
    premise(longestMs < leftMs / 2, `all programs run, and one did not for ${longestMs} ms`)
    throw error
  }
}

/** When a peer's line said that it happened: the last of them, as `nowMs` has it. */
export function lastTime(found: readonly RegExpExecArray[]): number {
  return timesOf(found).at(-1) ?? Number.NaN
}

/** The same, of each line. */
export function timesOf(found: readonly RegExpExecArray[]): number[] {
  return found.map(([, at]) => Number(at))
}
