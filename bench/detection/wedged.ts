/** Ordinary life for a while, then the peer hangs: it keeps its sockets and answers no more. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Tools } from '../lib/bench.ts'
import { gapsOf, isExcused, longestMs } from '../lib/gaps.ts'
import type { Together } from '../lib/together.ts'
import { boundMs } from '../stall/measure.ts'
import { dropsOf, lostSince, noticed } from './drops.ts'
import { withPair } from './pair.ts'
import type { ClientName, Terms } from './terms.ts'

export interface Wedged {
  /** Connections lost in ordinary life. */
  readonly wrong: number
  /** Of these, the ones lost though the peer ran. */
  readonly unexcused: number
  /** Seconds until half of the connections, and all of them, were given up; infinite when they were not in time. */
  readonly middle: number
  readonly last: number
  /** The longest time in which the peer did not run in ordinary life, in ms. */
  readonly peerGapMs: number
  /** The longest time in which the client did not run while the peer hung, in ms. */
  readonly ownGapMs: number
}

export interface Course {
  readonly terms: Terms
  readonly n: number
  readonly lifeMs: number
  /** How long it is waited for the last connection to be given up. */
  readonly watchMs: number
}

/** One freeze is many experiments: each connection is met at a moment of its own. */
const SPREAD_MS = 1_000
const LOOK_MS = 200

export function wedged(
  subject: ClientName,
  { terms, n, lifeMs, watchMs }: Course,
  tools: Pick<Tools, 'programs' | 'dist'>,
  together: Together,
): Promise<Wedged> {
  const setting = { terms, n, spreadMs: SPREAD_MS, stallMs: 0, awayMs: null }
  return withPair(subject, setting, tools, together, async ({ peer, host, settled }) => {
    const bornAt = Date.now()
    peer.order('watch')
    await sleep(lifeMs)
    const wrong = (await dropsOf(host)).filter(({ at }) => at >= bornAt)
    const gaps = await gapsOf(peer)
    // Whoever was wrongly given up comes back first.
    await settled()
    host.order('watch')
    const frozenAt = Date.now()
    peer.freeze()
    const until = frozenAt + watchMs
    let seen = noticed([], n, frozenAt)
    while (seen.last === Number.POSITIVE_INFINITY && Date.now() < until) {
      await sleep(LOOK_MS)
      seen = noticed(await dropsOf(host), n, frozenAt)
    }
    const unexcused = wrong.filter(({ at }) => terms === null || !isExcused(at, gaps, boundMs(terms)))
    return {
      wrong: lostSince(wrong, bornAt),
      unexcused: lostSince(unexcused, bornAt),
      ...seen,
      peerGapMs: longestMs(gaps),
      ownGapMs: longestMs(await gapsOf(host)),
    }
  })
}
