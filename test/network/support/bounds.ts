/** When a silent peer has to be found, asserted: never before its time, and not long after it. */
import { expect } from 'vitest'
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

/**
 * The connection goes from alive by suspect to dead, `silent`.
 *
 * @param lastWordAt when the peer spoke last, as the peer tells it. Of one that was frozen, some words may not have been
 *   read yet: there it is asked for at the end.
 */
export async function expectFound(
  world: World,
  id: string,
  lastWordAt: number | (() => number),
  { everyMs, timeoutMs, misses }: Pace,
): Promise<PhaseEvent> {
  const dead = await world.enters(id, 'dead', world.path(id).filter((phase) => phase === 'dead').length + 1)
  const before = world.phases(id)
  const suspect = before.at(before.indexOf(dead) - 1)
  expect(suspect).toMatchObject({ from: 'alive', to: 'suspect', event: 'peer.silent' })
  expect(dead).toMatchObject({ event: 'peer.lost', cause: { kind: 'silent', by: 'peer' } })
  const silentFrom = typeof lastWordAt === 'number' ? lastWordAt : lastWordAt()
  const suspectAfterMs = (suspect?.at ?? 0) - silentFrom
  const deadAfterMs = dead.at - silentFrom
  expect(suspectAfterMs).toBeGreaterThanOrEqual(everyMs + timeoutMs - ROUNDING_MS)
  expect(suspectAfterMs).toBeLessThanOrEqual(everyMs + timeoutMs + SLACK_MS)
  expect(deadAfterMs).toBeGreaterThanOrEqual(everyMs + misses * timeoutMs - ROUNDING_MS)
  expect(deadAfterMs).toBeLessThanOrEqual(everyMs + misses * timeoutMs + SLACK_MS)
  return dead
}

/** When a peer's line said that it happened: the last of them, in ms since the epoch. */
export function lastTime(found: readonly RegExpExecArray[]): number {
  return Number(found.at(-1)?.[1] ?? Number.NaN)
}
