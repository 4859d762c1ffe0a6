/** The life of a page, as hints: none of it says that a connection is gone, only that it is time to ask. */
import type { Hint } from '../transport.ts'
import type { EventSource, Platform } from './platform.ts'

const ASK: readonly Hint[] = ['probe']
const ASK_OR_DIAL: readonly Hint[] = ['retry', 'probe']

/**
 * Calls `take` when
 * - the browser goes offline: a probe. It may be wrong, as it is about networks of virtual machines;
 * - it is online again: a probe, and a dial that waits is worth making now;
 * - the page is seen again, or comes back from the back/forward cache: both, since its timers were slowed or stood still;
 * - the page was frozen and goes on: a probe.
 *
 * Workers have the first two.
 *
 * @returns what ends it; no listener is left then.
 */
export function pageHints({ scope, document }: Platform, take: (hint: Hint) => void): () => void {
  const ended = new AbortController()
  const on = (source: EventSource | null, event: string, hints: readonly Hint[], isOne = always): void =>
    source?.addEventListener(
      event,
      (what) => {
        if (isOne(what)) for (const hint of hints) take(hint)
      },
      { signal: ended.signal },
    )
  on(scope, 'offline', ASK)
  on(scope, 'online', ASK_OR_DIAL)
  on(scope, 'pageshow', ASK_OR_DIAL, (shown) => 'persisted' in shown && shown.persisted === true)
  on(document, 'resume', ASK)
  on(document, 'visibilitychange', ASK_OR_DIAL, () => document?.visibilityState === 'visible')
  return () => ended.abort()
}

function always(_event: object): boolean {
  return true
}
