/** The stall bench: a server that did not run for a while. Whom does it drop for that, and does it find who hangs? */
import type { Asked } from '../lib/asked.ts'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import { Together } from '../lib/together.ts'
import type { HostedName } from '../server/terms.ts'
import { measure } from './measure.ts'
import { WAYS, type Way } from './ways.ts'

const SUBJECTS: readonly HostedName[] = ['net-wheel', 'ws', 'engine.io', 'pulsetree', 'pulsetree-ws']
const OURS: readonly string[] = ['pulsetree', 'pulsetree-ws'] satisfies HostedName[]
const EACH: readonly Way[] = ['signal', 'timer', 'io', 'promises', 'halves']

/** Of every subject: found after 4 s at the latest, if it ran. */
const PACE = { everyMs: 1_000, timeoutMs: 1_000, misses: 3 }
const STALL_MS = 6_000
/** Half of the time for as long as it is watched. */
const HALVES_MS = 12_000
/** Each is three processes. */
const STARTS_AT_ONCE = 2
/** One client in so many hangs. */
const HANGS = 20

export const stallBench: Bench = {
  name: 'stall',
  about:
    'a server stopped or blocked for 6 s: healthy clients dropped, frozen ones found; against node:net, ws, engine.io',
  sizes: [1_000],
  async run(n, asked, tools) {
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      for (const subject of [...SUBJECTS.slice(round), ...SUBJECTS].slice(0, SUBJECTS.length)) {
        tools.progress(`stall n=${n} round ${round + 1}/${asked.rounds} ${subject}`)
        measured[subject] = await inEachWay(subject, n, tools)
      }
      rounds.push(measured)
    }
    const peers = SUBJECTS.filter((name) => !OURS.includes(name))
    return { bench: 'stall', n, metrics: metricsFor(n, asked), subjects: SUBJECTS, peers, ours: OURS, rounds }
  },
}

/** All ways at once, each in processes of its own: most of the time everybody waits. */
async function inEachWay(subject: HostedName, n: number, tools: Tools): Promise<Measured> {
  const frozen = frozenOf(n)
  const together = new Together(EACH.length, STARTS_AT_ONCE)
  const each = await Promise.all(
    EACH.map(async (way) => {
      const stallMs = way === 'halves' ? HALVES_MS : STALL_MS
      const setting = { pace: PACE, way, stallMs, healthy: n - frozen, frozen, awayMs: null }
      const measured = await measure(subject, setting, tools, together)
      return Object.entries(measured).map(([metric, value]) => [`${metric}_${way}`, value] as const)
    }),
  )
  return Object.fromEntries(each.flat())
}

function frozenOf(n: number): number {
  return Math.max(1, Math.floor(n / HANGS))
}

function metricsFor(n: number, { rounds }: Asked): Metric[] {
  const frozen = frozenOf(n)
  const count = (name: string, way: Way, what: string, of: number): Metric => ({
    name: `${name}_${way}`,
    label: `${WAYS[way]}: ${what}, of ${of * rounds}`,
    over: 'sum',
    compares: false,
  })
  return EACH.flatMap((way) => [
    count('healthy_dropped', way, 'healthy dropped', n - frozen),
    count('frozen_found', way, 'frozen found', frozen),
    {
      name: `found_s_${way}`,
      label: `${WAYS[way]}: the last of them after, s${way === 'halves' ? '' : ' of running'}`,
      over: 'median',
      compares: false,
      never: 'not all',
    },
  ])
}
