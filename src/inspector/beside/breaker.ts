/** A circuit breaker as the page shows it. It is known by its form: the inspector does without the code of breakers. */
import { describeCause, type FeedCause, messageOf } from '../../transport/transport.ts'
import type { BesideChart, ShownBeside } from '../wire.ts'
import { cut, fact, moment } from './facts.ts'
import { hasMethods } from './form.ts'
import { toneOf } from './looks.ts'

/** What is read of a breaker: that of `pulsetree/breaker` has it. */
export interface InspectedBreaker {
  /** The present. */
  readonly store: {
    /** Its phase, since when, what opened it, and when it may be probed. */
    getSnapshot(): {
      readonly id: string
      readonly phase: string
      readonly since: number
      readonly by: string | null
      readonly retryAt: number | null
      readonly openings: number
    }
  }
  /** How many calls it has passed and refused, and what came of them. */
  readonly counts: {
    readonly passed: number
    readonly refused: number
    readonly failed: number
    readonly opened: number
  }
  /** The phase now, and where it came from, as soon as it is asked for. */
  readonly phase$: {
    /** Tells the present one at once. */
    subscribe(next: (change: { readonly from: string | null; readonly cause: unknown }) => void): {
      /** No more of it. */
      unsubscribe(): void
    }
  }
  /** By it breakers are told from others. */
  admit(): unknown
}

export function isBreaker(given: object): given is InspectedBreaker {
  return hasMethods(given, 'admit', 'answer') && 'store' in given && 'counts' in given && 'phase$' in given
}

/** @param name what the host program calls it. */
export function shownBreaker(name: string, breaker: InspectedBreaker): ShownBeside {
  const { id, phase, since, by, retryAt, openings } = breaker.store.getSnapshot()
  const { passed, refused, failed, opened } = breaker.counts
  const { from, cause } = cameBy(breaker)
  const at = Math.round(since)
  return {
    name,
    kind: 'breaker',
    phase: cut(phase),
    tone: toneOf(phase),
    since: at,
    facts: [
      ...fact('id', id === name ? null : id),
      ...moment('next probe', retryAt),
      ...fact('opened', times(opened)),
      ...fact('in a row', openings > 1 ? times(openings) : null),
      ...fact('opened last by', by === null ? null : (OPENED_BY.get(by) ?? by)),
      ...fact('because', by === null ? null : causeText(cause)),
      ...fact('passed', passed),
      ...fact('failed', failed),
      ...fact('refused', refused),
    ],
    rows: [],
    left: 0,
    link: null,
    chart: chartOf(phase, from, by, at),
  }
}

const OPENED_BY: ReadonlyMap<string, string> = new Map([
  ['failures', 'failures in a row'],
  ['rate', 'the share of failures'],
  ['probe', 'a probe that failed'],
  ['probe-timeout', 'a probe without an answer'],
  ['peer', 'the end of its connection'],
])

/** The event that leads into a phase; by which one half-open was entered nobody tells. */
function chartOf(phase: string, from: string | null, by: string | null, at: number): BesideChart {
  const event = phase === 'open' ? (OPENS.get(by ?? '') ?? null) : (ENTERS.get(phase) ?? null)
  return { name: 'breaker', state: phase, from, event: from === null ? null : event, at }
}

const OPENS: ReadonlyMap<string, string> = new Map([
  ['failures', 'failures.exceeded'],
  ['rate', 'failures.exceeded'],
  ['probe', 'probe.failed'],
  ['probe-timeout', 'probe.failed'],
  ['peer', 'peer.lost'],
])

const ENTERS: ReadonlyMap<string, string> = new Map([
  ['closed', 'probes.succeeded'],
  ['stopped', 'stop'],
])

function cameBy({ phase$ }: InspectedBreaker): { readonly from: string | null; readonly cause: unknown } {
  const came: { from: string | null; cause: unknown } = { from: null, cause: null }
  phase$
    .subscribe(({ from, cause }) => {
      came.from = from
      came.cause = cause
    })
    .unsubscribe()
  return came
}

function causeText(cause: unknown): string | null {
  if (cause === null || cause === undefined) return null
  return isCause(cause) ? describeCause(cause) : messageOf(cause)
}

/** What a link ended by, rather than what a call failed by. */
function isCause(cause: unknown): cause is FeedCause {
  return (
    typeof cause === 'object' &&
    cause !== null &&
    !(cause instanceof Error) &&
    'kind' in cause &&
    'by' in cause
  )
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
