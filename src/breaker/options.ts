/** What a breaker can be told, checked at the door. */
import type { Observable } from 'rxjs'
import type { InspectionEvent } from 'xstate'
import { type Clock, systemClock } from '../clock/clock.ts'
import { type Random, systemRandom } from '../clock/random.ts'
import { type Backoff, type BackoffOptions, backoffOf } from '../machines/backoff.ts'
import {
  ableOption,
  checkOptions,
  hookOption,
  integerOption,
  millisOption,
  nameOption,
  numberOption,
} from '../machines/check.ts'
import type { Phase } from '../machines/events.ts'
import { NEVER } from '../machines/never.ts'
import { type Cause, OptionError } from '../transport/transport.ts'
import type { Threshold } from './results.ts'

/** What has a life that a breaker heeds: a connection, or a pool of them. */
export interface Watched {
  /** The phase now, then every change; completes at the end. */
  readonly phase$: Observable<{ readonly phase: Phase; readonly cause: Cause | null }>
  /** Its clock. */
  readonly clock?: Clock
}

/** What the result of a call says about the peer; `nothing` where it was called off, say. */
export type Verdict = 'success' | 'failure' | 'nothing'

/** When a breaker opens by the share of calls that fail. */
export interface RateOptions {
  /** The share of failures from which on it opens; above 0, up to 1. */
  readonly share: number
  /** Of the calls of so long, in ms, right to a tenth. Default 10 000; from 10. */
  readonly withinMs?: number
  /** With fewer calls in that time nothing is judged. Default 10; from 1 to 1 000 000. */
  readonly minCalls?: number
}

/** What a breaker can be told. */
export interface BreakerOptions {
  /** What it is called, in errors and for people. Default `breaker`. */
  readonly id?: string
  /**
   * Whose life it heeds: a connection, or a pool. It opens at once when that is dead, and lets it be probed as soon as it is
   * alive again; suspicion alone changes nothing. Default: nobody's, the results of calls decide alone.
   */
  readonly of?: Watched
  /** So many failures in a row open it; `false`: however many. Default 5; from 1 to 1 000 000. */
  readonly failures?: number | false
  /** The share of failures that opens it. Default: none does. */
  readonly rate?: RateOptions
  /**
   * How long it stays open, from one opening to the next, until it has been closed for `stableMs`. Default 1 s … 60 s, with
   * `equal` jitter: half of each delay is certain.
   */
  readonly backoff?: Omit<BackoffOptions, 'attempts'>
  /** How many calls half-open passes: when all have succeeded it closes, the first failure opens it. Default 1; from 1 to 1000. */
  readonly probes?: number
  /** A probe that has no result for so long has failed, in ms. Default 10 000; from 1. */
  readonly probeTimeoutMs?: number
  /**
   * What an error says about the peer. Default: failure, but nothing where the call was called off (`AbortError`) or another
   * breaker did not pass it. An answer that says no (a 404, say) is a success of the peer: tell it so here.
   */
  readonly judge?: (error: unknown) => Verdict
  /** Default that of whoever is heeded, else that of the system. */
  readonly clock?: Clock
  /** Default that of the system. */
  readonly random?: Random
  /** What XState tells of its actor, for tools that show machines. */
  readonly inspect?: (event: InspectionEvent) => void
}

/** The same, checked and complete. */
export interface BreakerPlan {
  readonly id: string
  readonly of: Watched | null
  readonly threshold: Threshold
  readonly backoff: Backoff
  readonly probes: number
  readonly probeTimeoutMs: number
  readonly judge: (error: unknown) => Verdict
  readonly clock: Clock
  readonly random: Random
  readonly inspect: ((event: InspectionEvent) => void) | undefined
}

const KEYS = [
  'id',
  'of',
  'failures',
  'rate',
  'backoff',
  'probes',
  'probeTimeoutMs',
  'judge',
  'clock',
  'random',
  'inspect',
]

/** @throws OptionError naming the option that cannot be used. */
export function breakerPlan(options: BreakerOptions): BreakerPlan {
  checkOptions('breaker', options, KEYS)
  return {
    id: nameOption('id', options.id ?? 'breaker'),
    of: watchedOf(options.of),
    threshold: thresholdOf(options),
    backoff: delaysOf(options.backoff),
    probes: integerOption('probes', options.probes ?? 1, 1, 1_000),
    probeTimeoutMs: millisOption('probeTimeoutMs', options.probeTimeoutMs ?? 10_000, 1),
    judge: hookOption('judge', options.judge) ?? judged,
    clock: ableOption('clock', options.clock ?? options.of?.clock ?? systemClock, 'now', 'wall', 'after'),
    random: hookOption('random', options.random) ?? systemRandom,
    inspect: hookOption('inspect', options.inspect),
  }
}

function watchedOf(of: Watched | undefined): Watched | null {
  if (of === undefined) return null
  if (typeof of?.phase$?.subscribe === 'function') return of
  throw new OptionError('of', 'expected a connection, or a pool')
}

function thresholdOf({ failures = 5, rate }: BreakerOptions): Threshold {
  const inRow = failures === false ? NEVER : integerOption('failures', failures, 1, 1_000_000)
  if (rate === undefined) return { failures: inRow, share: NEVER, withinMs: 10_000, minCalls: 1 }
  checkOptions('rate', rate, ['share', 'withinMs', 'minCalls'])
  const { share, withinMs = 10_000, minCalls = 10 } = rate
  return {
    failures: inRow,
    share: numberOption('rate.share', share, Number.MIN_VALUE, 1),
    withinMs: millisOption('rate.withinMs', withinMs, 10),
    minCalls: integerOption('rate.minCalls', minCalls, 1, 1_000_000),
  }
}

/** Delays of nothing would make of `open` a word. */
function delaysOf(backoff: Omit<BackoffOptions, 'attempts'> = {}): Backoff {
  checkOptions('backoff', backoff, ['firstMs', 'factor', 'maxMs', 'jitter', 'stableMs'])
  return backoffOf({ jitter: 'equal', ...backoff })
}

const SAYS_NOTHING = new Set(['AbortError', 'BreakerError'])

function judged(error: unknown): Verdict {
  return error instanceof Error && SAYS_NOTHING.has(error.name) ? 'nothing' : 'failure'
}
