/** The detection bench: who notices a peer that hangs, when, and who gives up one that does not. */
import type { Asked } from '../lib/asked.ts'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import { Together } from '../lib/together.ts'
import type { HostedName } from '../server/terms.ts'
import { boundMs, measure } from '../stall/measure.ts'
import { WAYS } from '../stall/ways.ts'
import { STALLS, stalled } from './stalled.ts'
import { type ClientName, type NamedPace, paceOf, SPEAKS } from './terms.ts'
import { wedged } from './wedged.ts'

const CLIENTS = Object.keys(SPEAKS) as ClientName[]
const OURS: readonly string[] = ['pulsetree', 'pulsetree-ws'] satisfies ClientName[]
/** The heartbeat of socket.io's server is that of engine.io below it. */
const SERVERS: Readonly<Partial<Record<ClientName, HostedName>>> = {
  ws: 'ws',
  'socket.io': 'engine.io',
  pulsetree: 'pulsetree',
  'pulsetree-ws': 'pulsetree-ws',
}

const CALM = { everyMs: 1_000, timeoutMs: 500, misses: 2 }
/** Of the calm ones, and more than that of whoever counts in whole seconds. */
const STALL_MS = 2 * boundMs(CALM)
/** The longest of whoever cannot be as aggressive: a second and a half. */
const AGGRESSIVE_STALL_MS: Readonly<Partial<Record<ClientName, number>>> = { 'mqtt.js': 3_000 }
/** From one side to the other: a stall begins when a question has left, and finds its answer waiting. */
const AWAY_MS = 100
const NEAR_MS = 5
const STARTS_AT_ONCE = 4
const LIFE_MS = 20_000
const SHORT_LIFE_MS = 2_000
/** Longer than any aggressive bound. */
const AGGRESSIVE_WATCH_MS = 3_000
const SHORTEST_WATCH_S = 35

export const detectionBench: Bench = {
  name: 'detection',
  about:
    'who notices a hung peer, and when; who gives up a healthy one; against the clients most people have',
  sizes: [20],
  async run(n, asked, tools) {
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      tools.progress(`detection n=${n} round ${round + 1}/${asked.rounds}`)
      rounds.push(await once(n, asked, tools))
    }
    const peers = CLIENTS.filter((name) => !OURS.includes(name))
    return {
      bench: 'detection',
      n,
      metrics: metricsFor(n, asked),
      subjects: CLIENTS,
      peers,
      ours: OURS,
      rounds,
    }
  },
}

/** Everybody at once, each in processes of its own: nearly all of the time they wait. */
async function once(n: number, asked: Asked, tools: Tools): Promise<Record<string, Measured>> {
  const parties = COURSES.length * CLIENTS.length + STALLS.length * Object.keys(SERVERS).length
  const { presets } = (await import(`${tools.dist}index.js`)) as typeof import('../../src/index.ts')
  const aggressive = paceOf('aggressive', presets)
  const together = new Together(parties, STARTS_AT_ONCE)
  const measured = await Promise.all(
    CLIENTS.map(async (subject) => {
      const one = { subject, n, asked, tools, together, aggressive }
      const parts = await Promise.all([...COURSES.map((course) => course(one)), asServer(one)])
      return [subject, Object.assign({}, ...parts)] as const
    }),
  )
  return Object.fromEntries(measured)
}

interface Case {
  readonly subject: ClientName
  readonly n: number
  readonly asked: Asked
  readonly tools: Tools
  readonly together: Together
  /** The same bound for all that can be told so much: that of our preset. */
  readonly aggressive: NamedPace
}

const COURSES: readonly ((of: Case) => Promise<Measured>)[] = [
  withDefaults,
  aggressively,
  throughStalls,
  throughShortStalls,
]

async function withDefaults({ subject, n, asked, tools, together }: Case): Promise<Measured> {
  const course = { terms: null, n, lifeMs: SHORT_LIFE_MS, watchMs: watchS(asked) * 1_000 }
  const { middle, last } = await wedged(subject, course, tools, together)
  return { default_middle_s: middle, default_last_s: last }
}

async function aggressively({ subject, n, tools, together, aggressive }: Case): Promise<Measured> {
  const course = { terms: aggressive, n, lifeMs: LIFE_MS, watchMs: AGGRESSIVE_WATCH_MS }
  const { middle, last, wrong, unexcused, peerGapMs, ownGapMs } = await wedged(
    subject,
    course,
    tools,
    together,
  )
  return {
    aggressive_middle_s: middle,
    aggressive_last_s: last,
    aggressive_wrong: wrong,
    aggressive_unexcused: unexcused,
    aggressive_peer_gap_ms: peerGapMs,
    aggressive_own_gap_ms: ownGapMs,
  }
}

async function throughStalls({ subject, n, tools, together }: Case): Promise<Measured> {
  const watchMs = boundMs(CALM) + CALM.timeoutMs
  const course = { terms: CALM, n, stallMs: STALL_MS, awayMs: AWAY_MS, watchMs }
  const stalls = await stalled(subject, course, tools, together)
  return {
    ...Object.fromEntries(STALLS.map((way) => [`client_gave_up_${way}`, stalls[way].own])),
    client_unexcused: STALLS.reduce((sum, way) => sum + stalls[way].unexcused, 0),
    client_lost: STALLS.reduce((sum, way) => sum + stalls[way].lost, 0),
  }
}

async function throughShortStalls({ subject, n, tools, together, aggressive }: Case): Promise<Measured> {
  const stallMs = AGGRESSIVE_STALL_MS[subject] ?? 2 * boundMs(aggressive)
  const course = { terms: aggressive, n, stallMs, awayMs: NEAR_MS, watchMs: stallMs }
  const stalls = await stalled(subject, course, tools, together)
  return {
    client_gave_up_aggressive: STALLS.reduce((sum, way) => sum + stalls[way].own, 0),
    client_unexcused_aggressive: STALLS.reduce((sum, way) => sum + stalls[way].unexcused, 0),
  }
}

async function asServer({ subject, n, tools, together }: Case): Promise<Measured> {
  const server = SERVERS[subject]
  if (server === undefined) return {}
  let found = 0
  const dropped = await Promise.all(
    STALLS.map(async (way) => {
      const setting = { pace: CALM, way, stallMs: STALL_MS, healthy: n, frozen: 1, awayMs: AWAY_MS }
      const { healthy_dropped, frozen_found } = await measure(server, setting, tools, together)
      found += frozen_found!
      return [`server_dropped_${way}`, healthy_dropped!] as const
    }),
  )
  return { ...Object.fromEntries(dropped), server_found: found }
}

function watchS({ seconds }: Asked): number {
  return Math.max(seconds, SHORTEST_WATCH_S)
}

function metricsFor(n: number, asked: Asked): Metric[] {
  const all = n * asked.rounds
  const never = `> ${watchS(asked)}`
  const time = (name: string, label: string, over: 'median' | 'max', never: string): Metric => ({
    name,
    label,
    over,
    compares: false,
    never,
  })
  const count = (name: string, label: string): Metric => ({ name, label, over: 'sum', compares: false })
  const aggressiveNever = `> ${AGGRESSIVE_WATCH_MS / 1_000}`
  return [
    time('default_middle_s', 'hung server noticed by half, defaults, s', 'median', never),
    time('default_last_s', 'hung server noticed by all, defaults, s', 'max', never),
    time('aggressive_middle_s', 'noticed by half, most aggressive, s', 'median', aggressiveNever),
    time('aggressive_last_s', 'noticed by all, most aggressive, s', 'max', aggressiveNever),
    count('aggressive_wrong', `healthy server given up in ${LIFE_MS / 1_000} s, of ${all}`),
    count('aggressive_unexcused', '  though the server ran'),
    time('aggressive_peer_gap_ms', '  the longest time the server did not run, ms', 'max', ''),
    time('aggressive_own_gap_ms', '  the longest time the client did not run then, ms', 'max', ''),
    ...STALLS.map((way) =>
      count(`client_gave_up_${way}`, `healthy server given up after ${WAYS[way]}, of ${all}`),
    ),
    count('client_unexcused', '  in all three, though the server ran'),
    count('client_lost', `  lost in these, whoever hung up, of ${STALLS.length * all}`),
    count('client_gave_up_aggressive', `  given up, most aggressive, of ${STALLS.length * all}`),
    count('client_unexcused_aggressive', '  though the server ran'),
    ...STALLS.map((way) =>
      count(`server_dropped_${way}`, `healthy clients dropped after ${WAYS[way]}, of ${all}`),
    ),
    count('server_found', `  frozen clients found, of ${STALLS.length * asked.rounds}`),
  ]
}
