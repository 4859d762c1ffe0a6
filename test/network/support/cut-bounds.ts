/** When a peer behind a cut cable has to be found, asserted: as in `bounds.ts`, but nobody knows to the millisecond when it fell silent. */
import { expect } from 'vitest'
import { type Pace, ROUNDING_MS } from './bounds.ts'
import type { Judge } from './cut-orders.ts'
import type { Watched } from './near-host.ts'
import type { PhaseEvent } from './world.ts'

/**
 * One tick, and what a loaded machine may take from two programs while none of them stands still. Less than most of the
 * timeouts here, so that a miss too many is seen: for longer, our program says when it did not run.
 */
const SLACK_MS = 50 + 400

/** A stretch of time, in ms since the epoch, within which something happened. */
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
