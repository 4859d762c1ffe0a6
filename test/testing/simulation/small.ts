/** A small plan, for tests that say what differs. */
import type { SimulatedConnection, SimulationPlan } from '../../../src/testing/index.ts'

export const CONNECTION: SimulatedConnection = {
  kind: 'connection',
  name: 'a',
  restart: 'transient',
  restarts: 3,
  withinMs: 5_000,
  restartDelayMs: 100,
  escalates: false,
  to: ['peer1'],
  asks: true,
  beat: { everyMs: 10_000, timeoutMs: 3_000, misses: 2, detector: 'fixed' },
  backoff: { firstMs: 500, factor: 2, maxMs: 5_000, jitter: 'none', stableMs: 5_000 },
  connectTimeoutMs: 3_000,
  closeTimeoutMs: 1_000,
  rotateEveryMs: null,
  greets: false,
}

export const SMALL: SimulationPlan = {
  v: 1,
  seed: 1,
  latencyMs: 5,
  dials: { perSecond: 20, burst: 3, canaryMs: 1_000 },
  peers: [{ host: 'peer1', manner: 'answers' }],
  clients: [],
  children: [CONNECTION],
  rounds: [{ lastsMs: 120_000, steps: [] }],
}
