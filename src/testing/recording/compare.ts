/** What was recorded beside what a replay made of it. */

import { describeCause } from '../../transport/transport.ts'
import type { Recorded } from './recording.ts'
import type { Led, Made } from './run.ts'
import type { Outcome } from './verdict.ts'

/** Where the machines do otherwise. */
export interface Difference {
  /** The line of what was recorded; where nothing was, that of the tape at which the machines do something. */
  readonly line: number
  /** Whose it is; null for the process. */
  readonly id: string | null
  /** In ms since the epoch. */
  readonly at: number
  /** What was recorded, in words; null where nothing was. */
  readonly recorded: string | null
  /** What the machines do, or why they would not do that, in words; null where they do nothing. */
  readonly machine: string | null
  /** Null where no arrivals were recorded. */
  readonly led: Led | null
}

/** One verdict of a recording, of a replay, or of both. */
export interface Row {
  /** That of the connection. */
  readonly id: string
  /** In words. */
  readonly verdict: string
  /** When it fell, in ms since the epoch; null where it did not. */
  readonly recordedAt: number | null
  /** When the replay came to it, in ms since the epoch; null where it did not. */
  readonly replayedAt: number | null
}

/** Verdicts that are the same and this close to each other are one, sooner or later. */
const SAME_VERDICT_MS = 60_000

/** All verdicts on peers, in the order of their times: suspicions, those that were not right, and ends. */
export function sideBySide(recorded: readonly Recorded[], made: readonly Made[]): readonly Row[] {
  const rows: Row[] = []
  const left = new Map<string, { readonly verdict: string; readonly at: number }[]>()
  for (const { id, event } of made) {
    const verdict = verdictIn(event)
    if (id === null || verdict === null) continue
    const others = left.get(id)
    if (others === undefined) left.set(id, [{ verdict, at: event.at }])
    else others.push({ verdict, at: event.at })
  }
  for (const { event } of recorded) {
    const verdict = event.kind === 'changed' ? null : verdictIn(event)
    if (verdict === null || !('id' in event)) continue
    const others = left.get(event.id) ?? []
    const index = others.findIndex(
      (one) => one.verdict === verdict && Math.abs(one.at - event.at) <= SAME_VERDICT_MS,
    )
    const [same = null] = index < 0 ? [] : others.splice(index, 1)
    rows.push({ id: event.id, verdict, recordedAt: event.at, replayedAt: same?.at ?? null })
  }
  for (const [id, others] of left) {
    for (const { verdict, at } of others) rows.push({ id, verdict, recordedAt: null, replayedAt: at })
  }
  return rows.sort((one, other) => timeOf(one) - timeOf(other))
}

/** Null for what is no verdict on a peer: dials, delays, and ends that were asked for. */
function verdictIn(event: Outcome): string | null {
  if (event.kind !== 'phase' || event.event === 'stop') return null
  if (event.to === 'suspect') return 'suspect'
  if (event.to === 'alive') return event.from === 'suspect' ? 'alive again' : null
  return event.to === 'dead' && event.cause !== undefined ? `dead: ${describeCause(event.cause)}` : null
}

function timeOf({ recordedAt, replayedAt }: Row): number {
  return Math.min(recordedAt ?? Number.POSITIVE_INFINITY, replayedAt ?? Number.POSITIVE_INFINITY)
}
