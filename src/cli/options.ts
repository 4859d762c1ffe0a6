/** From what was typed to the library's options, checked before anything starts. */
import {
  type AcceptOptions,
  type Codec,
  type ConnectOptions,
  jsonValues,
  type LinkOptions,
  type ListenOptions,
  lengthPrefixed,
  lines,
  OptionError,
  raw,
} from '../index.ts'
import { acceptPlan, connectPlan } from '../machines/options.ts'
import { problemOf } from './endpoints.ts'
import type { Given } from './given.ts'
import { serveHeartbeat, watchHeartbeat } from './heartbeats.ts'
import { UsageError } from './usage.ts'
import { count, countOrUnlimited, deadline, delays, duration, oneOf, size } from './values.ts'

const CODECS = { raw, lines, length: lengthPrefixed, json: jsonValues }

/** @throws UsageError naming the option that cannot be used. */
export function codecOf(given: Given): Codec {
  const name = given.read('--codec', oneOf('raw', 'lines', 'length', 'json'))
  const maxFrameBytes = given.read('--max-frame', size)
  return naming(() => CODECS[name]({ maxFrameBytes }))
}

/** @throws UsageError naming the option that cannot be used. */
export function watchOptions(given: Given, codec: Codec): ConnectOptions {
  const options: ConnectOptions = {
    ...linkOptions(given),
    heartbeat: watchHeartbeat(given, codec),
    connectTimeoutMs: given.read('--connect-timeout', deadline),
    backoff: {
      ...given.read('--backoff', delays),
      jitter: given.read('--jitter', oneOf('none', 'full', 'equal', 'decorrelated')),
      attempts: given.read('--attempts', countOrUnlimited),
      stableMs: given.read('--stable', duration),
    },
  }
  naming(() => connectPlan(options, codec))
  return options
}

/** @throws UsageError naming the option that cannot be used. */
export function serveOptions(given: Given, codec: Codec): ListenOptions {
  const options: AcceptOptions = {
    ...linkOptions(given),
    heartbeat: serveHeartbeat(given, codec),
    idleMs: given.read('--idle', deadline),
    maxAgeMs: given.read('--max-age', deadline),
  }
  naming(() => acceptPlan(options, codec))
  return { ...options, maxConnections: given.read('--max-connections', connectionLimit) }
}

function linkOptions(given: Given): LinkOptions {
  return {
    writeTimeoutMs: given.read('--write-timeout', deadline),
    readTimeoutMs: given.read('--read-timeout', deadline),
    frameTimeoutMs: given.read('--frame-timeout', deadline),
    firstFrameTimeoutMs: given.read('--first-frame', deadline),
    closeTimeoutMs: given.read('--close-timeout', duration),
  }
}

/** The library's own bounds, which it only tells once it listens. */
function connectionLimit(option: string, text: string): number {
  const limit = count(option, text)
  if (limit >= 1 && limit <= 1_000_000) return limit
  throw new UsageError(option, `expected a whole number from 1 to 1000000, got ${text}`)
}

/** The library's options by the words that set them here. */
const WORDS: Readonly<Record<string, string>> = {
  'heartbeat.everyMs': '--every',
  'heartbeat.timeoutMs': '--timeout',
  'heartbeat.misses': '--misses',
  connectTimeoutMs: '--connect-timeout',
  writeTimeoutMs: '--write-timeout',
  readTimeoutMs: '--read-timeout',
  frameTimeoutMs: '--frame-timeout',
  firstFrameTimeoutMs: '--first-frame',
  closeTimeoutMs: '--close-timeout',
  idleMs: '--idle',
  maxAgeMs: '--max-age',
  maxFrameBytes: '--max-frame',
  'backoff.firstMs': '--backoff',
  'backoff.maxMs': '--backoff',
  'backoff.attempts': '--attempts',
  'backoff.stableMs': '--stable',
}

/** Says what the library finds wrong with an option by the name it has on the command line. */
function naming<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    throw new UsageError(WORDS[error.option] ?? error.option, problemOf(error))
  }
}
