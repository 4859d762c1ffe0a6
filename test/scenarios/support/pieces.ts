/** The forty: what the field knows by name, what was written by hand, and what was drawn. */
import { type Hardship, type Scenario, scenario, scenarios, type Way } from '../../../src/testing/index.ts'
import { drawn } from './drawn.ts'
import type { Piece } from './piece.ts'

const TO_SERVER: Way = ['us', 'server']
const FROM_DEVICE: Way = ['device', 'us']
/** The links are some beats old by then. */
const at = 500

type Others = Partial<Omit<Piece, 'scenario'>>

function dials(played: Scenario, others: Others = {}): Piece {
  return { scenario: played, wire: 'tcp', we: 'dials', peers: ['server'], each: 1, ...others }
}

function accepts(played: Scenario): Piece {
  return { scenario: played, wire: 'tcp', we: 'accepts', peers: ['device'], each: 1 }
}

const WEBSOCKET: Others = { wire: 'websocket' }

/** Dead after 600 ms, or 1,200 where we are run half of the time only; healed before the first dial, 1,500 after that … */
const NOTICED = { at, for: 1_500, calm: 2_000 }
/** … after the first dial in vain, and before the second. */
const DIALLED = { at, for: 3_250, calm: 2_600 }
const BRIEF = { at, for: 180, calm: 900 }
/** A dial is refused 1,500 after the crash, the next one comes 1,500 later: there is time to start. */
const RESTARTED = { at, for: 1_800 }

const CUT: Hardship = { kind: 'cut', between: TO_SERVER }

/** Scenarios that the field knows by name. */
const READY: readonly Piece[] = [
  dials(scenarios.halfOpen({ between: TO_SERVER, ...NOTICED })),
  dials(scenarios.halfOpen({ between: TO_SERVER, ...NOTICED }), WEBSOCKET),
  dials(scenarios.halfOpen({ between: TO_SERVER, ...DIALLED })),
  dials(scenarios.halfOpen({ between: TO_SERVER, ...DIALLED }), WEBSOCKET),
  dials(scenarios.halfOpen({ between: TO_SERVER, ...BRIEF })),
  accepts(scenarios.halfOpen({ between: FROM_DEVICE, ...NOTICED, calm: 2_600 })),
  dials(scenarios.flapping({ between: TO_SERVER, ...NOTICED, every: 4_000, times: 2 })),
  dials(scenarios.flapping({ between: TO_SERVER, at, for: 150, every: 500, times: 5, calm: 900 }), WEBSOCKET),
  dials(scenarios.thunderingHerd({ host: 'server', ...RESTARTED, calm: 3_500 }), { each: 4 }),
  dials(scenarios.thunderingHerd({ host: 'server', ...RESTARTED, calm: 3_500 }), { ...WEBSOCKET, each: 3 }),
  dials(scenarios.slowLoris({ between: ['server', 'us'], bytesPerSecond: 4, ...NOTICED, calm: 1_800 })),
  accepts(scenarios.slowLoris({ between: FROM_DEVICE, bytesPerSecond: 4, ...NOTICED, calm: 1_500 })),
  dials(
    scenarios.splitBrain({
      between: [
        ['us', 'a'],
        ['b', 'c'],
      ],
      ...NOTICED,
    }),
    { peers: ['a', 'b', 'c'] },
  ),
  dials(scenarios.acceptThenDrop({ between: TO_SERVER, at, for: 2_400, calm: 2_200 })),
  dials(scenarios.acceptThenDrop({ between: TO_SERVER, at, for: 2_400, calm: 2_200 }), WEBSOCKET),
  dials(scenarios.rollingRestart({ hosts: ['a', 'b'], ...RESTARTED, every: 2_500, calm: 2_500 }), {
    peers: ['a', 'b'],
  }),
  dials(scenarios.rollingRestart({ hosts: ['a', 'b'], ...RESTARTED, every: 2_500, calm: 2_500 }), {
    ...WEBSOCKET,
    peers: ['a', 'b'],
  }),
  dials(scenarios.natTimeout({ between: TO_SERVER, at, for: 3_200, calm: 500 })),
  dials(scenarios.natTimeout({ between: TO_SERVER, at, for: 3_200, calm: 500 }), WEBSOCKET),
  accepts(scenarios.natTimeout({ between: FROM_DEVICE, ...NOTICED, calm: 500 })),
  dials(scenarios.gcPause({ host: 'server', at, for: 150, calm: 900 })),
  dials(scenarios.gcPause({ host: 'server', ...NOTICED })),
  accepts(scenarios.gcPause({ host: 'device', ...NOTICED })),
]

/** Written by hand. */
const WRITTEN: readonly Piece[] = [
  dials(scenario('a reset on the way').at(at, reset(TO_SERVER)).lasts(3_000)),
  dials(scenario('a reset on the way').at(at, reset(TO_SERVER)).lasts(3_000), WEBSOCKET),
  accepts(scenario('a reset on the way').at(at, reset(FROM_DEVICE)).lasts(1_600)),
  dials(scenario('two resets').at(at, reset(TO_SERVER)).at(3_000, reset(TO_SERVER)).lasts(5_500)),
  dials(
    scenario('nobody listens for a while')
      .at(at, { kind: 'refuse', host: 'server' }, { for: 2_300 })
      .at(600, reset(TO_SERVER))
      .lasts(4_500),
  ),
  dials(
    scenario('refused, with the link left alone')
      .at(at, { kind: 'refuse', host: 'server' }, { for: 900 })
      .lasts(1_800),
    WEBSOCKET,
  ),
  dials(
    scenario('frozen').at(at, { kind: 'freeze', host: 'server' }, { for: 1_500 }).lasts(4_000),
    WEBSOCKET,
  ),
  dials(
    scenario('accepted and never spoken to')
      .at(at, { kind: 'mute', host: 'server' }, { for: 3_200 })
      .at(600, reset(TO_SERVER))
      .lasts(5_700),
  ),
  dials(
    scenario('a detour')
      .at(at, { kind: 'delay', between: TO_SERVER, ms: 60, jitterMs: 20 }, { for: 900 })
      .lasts(2_000),
  ),
  dials(
    scenario('deaf in one ear')
      .at(at, { ...CUT, between: ['server', 'us'], oneWay: true }, { for: 1_500 })
      .lasts(4_000),
  ),
  accepts(
    scenario('the device restarts').at(at, { kind: 'crash', host: 'device' }, { for: 500 }).lasts(3_500),
  ),
  dials(
    scenario('stopped while cut off')
      .at(at, CUT, { for: 2_200 })
      .does(2_100, { kind: 'stop', connection: 'server-1' })
      .lasts(3_300),
  ),
  dials(
    scenario('asked to try at once')
      .at(at, reset(TO_SERVER))
      .does(1_200, { kind: 'retry', connection: 'server-1' })
      .lasts(2_200),
  ),
]

/** These block the process that everything of ours runs in. */
export const STALLED: readonly Piece[] = [
  dials(scenarios.gcPause({ host: 'us', at, for: 1_000, calm: 800 })),
  dials(scenarios.gcPause({ host: 'us', at, for: 1_000, calm: 800 }), WEBSOCKET),
  accepts(scenarios.gcPause({ host: 'us', at, for: 1_000, calm: 800 })),
]

function reset(between: Way): Hardship {
  return { kind: 'reset', between }
}

/** Of the first 140 those that are steady, and tell the most. */
const SEEDS: readonly number[] = [10, 33, 36, 38, 59, 77, 80, 87, 98, 139]

export const PIECES: readonly Piece[] = [...READY, ...WRITTEN, ...SEEDS.map(drawn)]
