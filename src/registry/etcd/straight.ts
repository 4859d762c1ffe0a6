/** No retrying and no breaker of the library's own: when to ask again, and whom, is decided here, and in time. */
import type { IOptions } from 'etcd3'

type FaultHandling = NonNullable<IOptions['faultHandling']>
type Policy = NonNullable<FaultHandling['global']>
type Backoff = NonNullable<FaultHandling['watchBackoff']>

/** How long after its end a stream of changes is opened again, in ms. */
const REOPEN_MS = 500

/**
 * By default the library blinds itself for five seconds after three failures in a row, longer than a short lease lives, and
 * waits up to thirty before it watches again.
 */
export function straight(): FaultHandling {
  return { host: () => policy(), global: policy(), watchBackoff: steady }
}

function policy(): Policy {
  const never = () => ({ dispose() {} })
  const { signal } = new AbortController()
  return {
    get _altReturn(): never {
      throw new Error('for types alone')
    },
    onSuccess: never,
    onFailure: never,
    execute: async (ask) => ask({ signal }),
  }
}

const steady: Backoff = { duration: REOPEN_MS, next: () => steady }
