/** From what was typed to the library's options, checked before anything starts. */
import type { AcceptOptions, ConnectOptions, LinkOptions, ListenOptions } from '../index.ts'
import { acceptPlan, type Carrier, connectPlan } from '../machines/options.ts'
import type { Given } from './given.ts'
import { serveHeartbeat, watchHeartbeat } from './heartbeats.ts'
import { naming } from './naming.ts'
import { UsageError } from './usage.ts'
import { count, countOrUnlimited, deadline, delays, duration, oneOf } from './values.ts'

/** @throws UsageError naming the option that cannot be used. */
export function watchOptions(given: Given, carrier: Carrier): ConnectOptions {
  const options: ConnectOptions = {
    ...linkOptions(given),
    heartbeat: watchHeartbeat(given, carrier),
    connectTimeoutMs: given.read('--connect-timeout', deadline),
    backoff: {
      ...given.read('--backoff', delays),
      jitter: given.read('--jitter', oneOf('none', 'full', 'equal', 'decorrelated')),
      attempts: given.read('--attempts', countOrUnlimited),
      stableMs: given.read('--stable', duration),
    },
  }
  naming(() => connectPlan(options, carrier))
  return options
}

/** @throws UsageError naming the option that cannot be used. */
export function serveOptions(given: Given, carrier: Carrier): ListenOptions {
  const options: AcceptOptions = {
    ...linkOptions(given),
    heartbeat: serveHeartbeat(given, carrier),
    idleMs: given.read('--idle', deadline),
    maxAgeMs: given.read('--max-age', deadline),
  }
  naming(() => acceptPlan(options, carrier))
  return { ...options, maxConnections: given.read('--max-connections', connectionLimit) }
}

function linkOptions(given: Given): LinkOptions {
  return {
    writeTimeoutMs: given.read('--write-timeout', deadline),
    readTimeoutMs: given.read('--read-timeout', deadline),
    frameTimeoutMs: given.read('--frame-timeout', deadline),
    firstFrameTimeoutMs: given.read('--first-frame', deadline),
    closeTimeoutMs: given.read('--close-timeout', duration),
    staleAfterMs: given.read('--stale', deadline),
    whenStale: whenStale(given),
  }
}

function whenStale(given: Given): 'tell' | 'end' {
  const when = given.read('--when-stale', oneOf('tell', 'end'))
  if (when === 'end' && given.read('--stale', deadline) === false) {
    throw new UsageError('--when-stale', 'needs --stale, how long data may be missing')
  }
  return when
}

/** The library's own bounds, which it only tells once it listens. */
function connectionLimit(option: string, text: string): number {
  const limit = count(option, text)
  if (limit >= 1 && limit <= 1_000_000) return limit
  throw new UsageError(option, `expected a whole number from 1 to 1000000, got ${text}`)
}
