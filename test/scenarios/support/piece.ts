/** What is played in both worlds: a scenario, and who takes part. */
import { type ConnectOptions, type LinkOptions, pingPong } from '../../../src/index.ts'
import { type SharedDials, sharedDials } from '../../../src/supervisor/shared-dials.ts'
import { readScenario, type Scenario } from '../../../src/testing/index.ts'

export interface Piece {
  readonly scenario: Scenario
  readonly wire: 'tcp' | 'websocket'
  /**
   * `dials`: we do, every peer `each` times. `accepts`: we listen, every peer dials us once at a time, and again a while after
   * its link has ended; only by TCP.
   */
  readonly we: 'dials' | 'accepts'
  readonly peers: readonly string[]
  readonly each: number
}

/** What connections of ours are told, and how soon a peer that dials does so again. */
export interface Pace {
  readonly dial: ConnectOptions
  readonly accept: LinkOptions
  /** How those that wait for one endpoint dial together. */
  readonly dials: SharedDials
  readonly redialMs: number
}

/**
 * At pace 1 silent from t on is dead by t + 600 ms; a dial in vain takes 250 ms at the most, and the next one follows 1,500 ms
 * later. So what a scenario does may fall some 150 ms off its time before anything else comes of it; `slow` times as much
 * at a slower one.
 */
export function paceOf(slow: number): Pace {
  const link: LinkOptions = {
    heartbeat: { protocol: pingPong, everyMs: 120 * slow, timeoutMs: 240 * slow, misses: 2 },
    frameTimeoutMs: 500 * slow,
  }
  const delayMs = 1_500 * slow
  return {
    dial: {
      ...link,
      connectTimeoutMs: 250 * slow,
      backoff: { firstMs: delayMs, maxMs: delayMs, factor: 1, jitter: 'none' },
    },
    accept: link,
    // One after the other, so that a first refusal is known before the next one dials; and a canary no sooner than anybody's delay.
    dials: sharedDials({ perSecond: 8 / slow, burst: 1, canaryMs: 2 * delayMs }),
    redialMs: 150 * slow,
  }
}

/** The same scenario in slow motion. */
export function slowed(scenario: Scenario, slow: number): Scenario {
  const text = JSON.stringify(scenario, (key, value: unknown) => {
    if (typeof value !== 'number') return value
    if (key === 'bytesPerSecond') return Math.max(1, value / slow)
    return /^(ms|.+Ms)$/.test(key) ? value * slow : value
  })
  return readScenario(text)
}

/** The connections that a piece has from the beginning on. */
export function connectionsOf({ peers, each }: Piece): string[] {
  return peers.flatMap((peer) => Array.from({ length: each }, (_, index) => `${peer}-${index + 1}`))
}
