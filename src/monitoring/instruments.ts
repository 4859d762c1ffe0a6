/** Every instrument there is: its name, its unit, and what it says. What the values are is decided elsewhere. */

/** How an instrument behaves: `sum` only grows, `present` goes up and down, `level` cannot be added up. */
export type Behaviour = 'sum' | 'present' | 'level'

interface Instrument {
  readonly name: `pulsetree.${string}`
  readonly behaviour: Behaviour
  readonly unit: string
  readonly description: string
}

/** By what they are called here. */
export const INSTRUMENTS = {
  connections: present('connections', '{connection}', 'Connections, by phase'),
  stale: present('connections.stale', '{connection}', 'Connections without business data for too long'),
  ended: sum('connections.ended', '{connection}', 'Connections that have ended for good'),
  dials: sum('dials', '{dial}', 'Dials begun, those of links that are to take over included'),
  accepts: sum('accepts', '{connection}', 'Connections accepted'),
  rejections: sum('rejections', '{connection}', 'Peers that listeners turned away'),
  deaths: sum('deaths', '{link}', 'Links that ended, or would not open, by cause'),
  reconnects: sum('reconnects', '{link}', 'Links that opened after the first of their connection'),
  rotations: sum('rotations', '{rotation}', 'Links that were to take over, by outcome'),
  frames: sum('frames', '{frame}', 'Business frames received'),
  dropped: sum('frames.dropped', '{frame}', 'Frames that were never sent, from full queues'),
  beats: sum('beats', '{beat}', 'Heartbeats sent, and the peers’ own'),
  misses: sum('misses', '{miss}', 'Signs of life that did not come in time'),
  suspicions: sum('suspicions', '{suspicion}', 'Times that a peer became suspect'),
  verdicts: sum('verdicts', '{verdict}', 'Peers found dead by their silence'),
  staleness: sum('staleness', '{occasion}', 'Times that business data stopped'),
  restarts: sum('restarts', '{restart}', 'Children started again by their supervisors, by cause'),
  giveUps: sum(
    'give_ups',
    '{give_up}',
    'Children and supervisors for which restarting was no answer any more',
  ),
  doubts: sum('doubts', '{doubt}', 'Times that most links were lost at once, maybe by our own network'),
  stalls: sum('stalls', '{stall}', 'Times that this process did not run'),
  stallTime: sum('stalls.time', 's', 'For how long this process did not run, in all'),
  survived: sum('stalls.survived', '{stall}', 'Stalls of this process that links lived through'),
  roundTrip: level('round_trip.time', 's', 'Round-trip time of heartbeats, by quantile, since the start'),
  calls: sum('rpc.calls', '{call}', 'Calls and notifications of ours'),
  pending: present('rpc.pending', '{call}', 'Calls of ours that are not over'),
  served: sum('rpc.served', '{call}', 'Calls and notifications of peers'),
  running: present('rpc.running', '{call}', 'Methods that run for peers'),
  strays: sum('rpc.strays', '{answer}', 'Answers that nobody waited for'),
  poolEndpoints: present('pool.endpoints', '{endpoint}', 'Endpoints that are known'),
  poolConnections: present('pool.connections', '{connection}', 'Connections kept, by phase'),
  poolPending: present('pool.pending', '{call}', 'Calls under way'),
  poolWaiting: present('pool.waiting', '{caller}', 'Callers that wait for a connection'),
  poolEjected: present('pool.ejected', '{connection}', 'Connections that are left out'),
  poolPanics: present('pool.panicking', '{pool}', 'Pools that leave nobody out, since too few are good'),
  poolStale: present('pool.stale', '{pool}', 'Pools whose endpoints nobody can tell just now'),
  ejections: sum('pool.ejections', '{ejection}', 'Connections left out because calls to them failed'),
  breakers: present('breakers', '{breaker}', 'Breakers, by phase'),
  openings: sum('breaker.openings', '{opening}', 'Times that a breaker opened, by what opened it'),
} as const satisfies Readonly<Record<string, Instrument>>

/** What an instrument is called here. */
export type InstrumentKey = keyof typeof INSTRUMENTS

/** How long it took to find out, as it happens. */
export const DETECTION = {
  name: 'pulsetree.detection.time',
  unit: 's',
  description: 'From the last sign of life to the verdict, in time in which this process ran',
  /** From the quickest preset to the slowest, in s. */
  boundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250],
} as const

function sum(name: string, unit: string, description: string): Instrument {
  return { name: `pulsetree.${name}`, behaviour: 'sum', unit, description }
}

function present(name: string, unit: string, description: string): Instrument {
  return { name: `pulsetree.${name}`, behaviour: 'present', unit, description }
}

function level(name: string, unit: string, description: string): Instrument {
  return { name: `pulsetree.${name}`, behaviour: 'level', unit, description }
}
