/** What is known of the selected node at the moment that is looked at: what its words are made from. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { Deadline, ShownEvent } from '../../../../src/inspector/wire.ts'
import type { Reading } from '../state.ts'

export interface Seen {
  readonly node: ShownNode
  /** That moment, in ms since the epoch. */
  readonly at: number
  /** The latest one then; null where there is none that is fresh. */
  readonly reading: Reading | null
  /** Of the node, and of the whole process, until then; oldest first. The latest are enough. */
  readonly events: readonly ShownEvent[]
  /** How many are under it, by phase. */
  readonly under: ReadonlyMap<string, number>
}

/** How old a reading may be to be true still: they come ten times a second. */
export const FRESH_MS = 1_500

/** Readings come ten times a second, events at once: of the moment of an event the next reading knows more than the last. */
const NEXT_MS = 250

/**
 * The reading that tells of a moment in which it was in `phase`: the latest one, or the next where that is of another
 * phase. Null where both are too far away.
 */
export function readingAt(readings: readonly Reading[], at: number, phase: string): Reading | null {
  const index = indexAt(readings, at)
  const last = readings[index]
  const next = readings[index + 1]
  const isFresh = last !== undefined && at - last.at <= FRESH_MS
  if (isFresh && last.phase === phase) return last
  if (next !== undefined && next.phase === phase && next.at - at <= NEXT_MS) return next
  return isFresh ? last : null
}

/** The place of the last one that is not after a moment; -1 where all are. They are in order. */
export function indexAt(list: readonly { readonly at: number }[], at: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** How long until a deadline, in ms; null where that is not running. */
export function untilOf({ reading, at }: Seen, of: Deadline['of']): number | null {
  const deadline = reading?.deadlines.find((candidate) => candidate.of === of)
  return deadline === undefined ? null : Math.max(0, deadline.at - at)
}

type KindOf = ShownEvent['kind']

/** The latest event of a kind. */
export function latest<K extends KindOf>(
  events: readonly ShownEvent[],
  kind: K,
): Extract<ShownEvent, { kind: K }> | null {
  return events.findLast((event): event is Extract<ShownEvent, { kind: K }> => event.kind === kind) ?? null
}
