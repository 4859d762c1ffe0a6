/** How often an identity without a link has to come by, and when its absence is a verdict. */
import { checkOptions, integerOption, millisOption } from '../../machines/check.ts'
import { fixed } from '../../machines/detector/fixed.ts'
import type { HeartbeatPlan } from '../../machines/heartbeat.ts'

/**
 * What is expected of identities that come by on short links: a heartbeat, whose beats are links. One that has left at t
 * and does not come back is dead by `t + everyMs + misses × timeoutMs`, of time in which peers could be accepted.
 */
export interface VisitOptions {
  /** How often it comes by, in ms. Default 10 000; at least 10. */
  readonly everyMs?: number
  /** By how much a visit may be late before the identity is suspect, in ms. Default 5000; at least 10. */
  readonly timeoutMs?: number
  /** How many such times in a row make it dead; the first makes it suspect. Default 3; from 1 to 1000. */
  readonly misses?: number
}

/** As for a heartbeat that only listens. @throws OptionError naming the option that cannot be used. */
export function visitPlan(options: VisitOptions): HeartbeatPlan {
  checkOptions('visits', options, ['everyMs', 'timeoutMs', 'misses'])
  const everyMs = millisOption('visits.everyMs', options.everyMs ?? 10_000, 10)
  const suspectMs = millisOption('visits.timeoutMs', options.timeoutMs ?? 5_000, 10)
  const misses = integerOption('visits.misses', options.misses ?? 3, 1, 1_000)
  const limits = { suspectMs, deadMs: misses * suspectMs }
  return Object.freeze({
    everyMs,
    misses,
    beats: false,
    skipWhenHeard: false,
    rule: fixed,
    limits,
    tightestMs: Math.min(everyMs, suspectMs),
    learnsFrom: 'gaps',
    detector: fixed.detector(limits),
  })
}
