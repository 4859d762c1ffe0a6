/** Small parts of worlds, for tests that say what differs. */
import type { SimulatedCaller, SimulatedRegistry } from '../../../src/testing/index.ts'

export const CALLER: SimulatedCaller = {
  connection: 'a',
  breaker: {
    heeds: true,
    failures: 3,
    share: null,
    withinMs: 10_000,
    minCalls: 5,
    probes: 1,
    probeTimeoutMs: 2_000,
    openMs: 1_000,
    longestMs: 4_000,
  },
  everyMs: 1_000,
  atOnce: 1,
  timeoutMs: 2_000,
  calledOff: 0,
}

export const REGISTERED: SimulatedRegistry = {
  keepsData: true,
  registrations: [{ of: 'a', ttlMs: 6_000 }],
  rival: null,
}
