/** Peers that answer: nobody may doubt them, however little of the machine they get. */
import { expect } from 'vitest'
import { ROUNDING_MS } from '../../network/support/bounds.ts'
import { premise } from '../../network/support/premise.ts'
import type { Tab } from './tab.ts'

/** How long silence lasts before a peer is suspect. */
export interface Patience {
  /** Until it is asked; 0 where a hint asks it. */
  readonly everyMs: number
  /** From then on. */
  readonly timeoutMs: number
}

/**
 * Nobody was suspected, nor found silent. Where somebody was, the page had heard nothing for long enough, by a listener of its
 * own, and a peer that it could not hear was asked once more; else it is an error of ours. Then the test begins again: the
 * machine kept the peer from being heard.
 */
export function expectTrusted(said: Tab['said'], { everyMs, timeoutMs }: Patience): void {
  const doubt = said.find(
    (event) => event.kind === 'phase' && (event.to === 'suspect' || event.cause?.kind === 'silent'),
  )
  if (doubt?.kind !== 'phase') return
  const { to, at } = doubt
  const heardAt = doubt.heardAt ?? Number.NEGATIVE_INFINITY
  expect(at - heardAt, `${to} too soon`).toBeGreaterThanOrEqual(everyMs + timeoutMs - ROUNDING_MS)
  const stall = said.find((event) => event.kind === 'stall' && event.at > heardAt && event.at <= at)
  if (stall?.kind === 'stall') {
    expect(at - stall.at, `${to} too soon after a stall`).toBeGreaterThanOrEqual(timeoutMs - ROUNDING_MS)
  }
  premise(false, `the peer is heard, and it was ${to}`)
}
