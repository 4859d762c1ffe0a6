/** What became of somebody, in a form that can be compared and read. */

import { span } from '../../supervisor/wording.ts'
import { describeCause, type FeedCause } from '../../transport/transport.ts'
import type { Recorded } from './recording.ts'

export type Outcome = Exclude<Recorded['event'], { kind: 'changed' }>

/** In words: `alive → suspect (peer.silent)`, `retry 3 in 2.7 s`. */
export function wordsOf(event: Outcome): string {
  switch (event.kind) {
    case 'phase': {
      const why = event.event === undefined ? '' : ` (${event.event})`
      const cause = event.cause === undefined ? '' : `: ${describeCause(event.cause)}`
      return `${event.from ?? 'nothing'} → ${event.to}${why}${cause}`
    }
    case 'retry':
      return `retry ${event.attempt} in ${event.delayMs} ms`
    case 'stale':
      return `stale after ${event.silentMs} ms`
    case 'fresh':
      return 'fresh'
    case 'stall':
      return `a stall of ${span(event.lostMs)}${event.slept === true ? ', slept' : ''}`
  }
}

/** Whether two outcomes are the same, but for when, and for what is said for people. */
export function areSame(one: Outcome, other: Outcome, toleranceMs: number): boolean {
  switch (one.kind) {
    case 'phase':
      return (
        other.kind === 'phase' &&
        one.from === other.from &&
        one.to === other.to &&
        one.event === other.event &&
        keyOf(one.cause) === keyOf(other.cause)
      )
    case 'retry':
      return other.kind === 'retry' && one.attempt === other.attempt && one.delayMs === other.delayMs
    case 'stale':
      return other.kind === 'stale' && Math.abs(one.silentMs - other.silentMs) <= toleranceMs
    case 'fresh':
      return other.kind === 'fresh'
    case 'stall':
      return other.kind === 'stall' && Math.abs(one.lostMs - other.lostMs) <= toleranceMs
  }
}

/** A cause without its details, which systems word differently. */
function keyOf(cause: FeedCause | undefined): string {
  if (cause === undefined) return ''
  const { kind, by } = cause
  const of = 'of' in cause ? cause.of : ''
  return [kind, by, of, 'planned' in cause && cause.planned ? 'planned' : ''].join(' ')
}
