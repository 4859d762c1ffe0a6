import type { Hardship } from '../../../../src/testing/hardship.ts'

const between = ['us', 'server'] as const

/** One of each kind, with all its fields. */
export const ONE_OF_EACH: readonly Hardship[] = [
  { kind: 'delay', between, oneWay: true, ms: 200, jitterMs: 50 },
  { kind: 'bandwidth', between, oneWay: true, bytesPerSecond: 1_000 },
  { kind: 'cut', between, oneWay: true, onlyOpen: true },
  { kind: 'partition', between: [['us', 'a'], ['b']], oneWay: true },
  { kind: 'reset', between },
  { kind: 'frames', between, oneWay: true, share: 0.25, verdict: { kind: 'reorder', ms: 10 } },
  { kind: 'refuse', host: 'server', port: 7373 },
  { kind: 'unreachable', host: 'server' },
  { kind: 'mute', host: 'server' },
  { kind: 'slow reader', host: 'server', bytesPerSecond: 0 },
  { kind: 'crash', host: 'server' },
  { kind: 'freeze', host: 'server' },
  { kind: 'stall', host: 'us', ms: 3_000 },
  { kind: 'sleep', host: 'us', ms: 3_600_000 },
  { kind: 'clock jump', host: 'us', ms: -60_000 },
]
