/** What the library finds wrong with an option, told by the word that sets it here. */
import { OptionError } from '../index.ts'
import { UsageError } from './usage.ts'

/** The library's options by the words that set them here. */
const WORDS: Readonly<Record<string, string>> = {
  'heartbeat.everyMs': '--every',
  'heartbeat.timeoutMs': '--timeout',
  'heartbeat.misses': '--misses',
  'heartbeat.suspect.forMs': '--suspect',
  'heartbeat.suspect.probes': '--probes',
  connectTimeoutMs: '--connect-timeout',
  writeTimeoutMs: '--write-timeout',
  readTimeoutMs: '--read-timeout',
  frameTimeoutMs: '--frame-timeout',
  firstFrameTimeoutMs: '--first-frame',
  closeTimeoutMs: '--close-timeout',
  idleMs: '--idle',
  maxAgeMs: '--max-age',
  staleAfterMs: '--stale',
  maxFrameBytes: '--max-frame',
  'backoff.firstMs': '--backoff',
  'backoff.maxMs': '--backoff',
  'backoff.attempts': '--attempts',
  'backoff.stableMs': '--stable',
  headers: '--header',
  protocols: '--subprotocol',
}

/**
 * @param other what is to blame for an option that no word sets; by default the library's name for it.
 * @throws UsageError in place of the library's OptionError.
 */
export function naming<T>(make: () => T, other?: string): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    throw new UsageError(WORDS[error.option] ?? other ?? error.option, problemOf(error))
  }
}

/** What an OptionError says, without the name of the library's option. */
export function problemOf(error: OptionError): string {
  return error.message.slice(`${error.option}: `.length)
}
