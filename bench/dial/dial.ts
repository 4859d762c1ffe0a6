/** The dial bench: a fleet of thousands dialled from one process, beating once a second, then stopped. */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import { fitting } from '../lib/files.ts'
import type { Program } from '../lib/programs.ts'
import type { HostInput } from './host.ts'
import type { FleetName, Pace } from './terms.ts'

const METRICS: readonly Metric[] = [
  metric('cpu_us_per_beat', 'CPU per beat, µs'),
  metric('rss_kb', 'RSS per connection, KB'),
  metric('heap_kb', 'heap per connection, KB'),
  metric('setup_cpu_us', 'set-up CPU per connection, µs'),
  metric('stop_ms', 'stop of all, ms'),
  metric('stop_cpu_us', 'stop CPU per connection, µs'),
  metric('stop_hold_ms', 'longest hold while stopping, ms'),
  { name: 'false_deaths', label: 'healthy servers left, all rounds', over: 'sum', compares: false },
  { name: 'left', label: 'connections left after the stop, all rounds', over: 'sum', compares: false },
]

/** Of every fleet, so that the work is the same. */
const TERMS = { everyMs: 1_000, timeoutMs: 1_000, misses: 3 }
const DIALS_PER_SECOND = 4_000
const PATIENCE_MS = 30_000
/** The fleet hears of the end of a connection before the server may have noticed. */
const LOOK_MS = 50
const LOOKS_FOR_THE_LAST = 40

/** A program under measurement, under the name it has in the figures. */
export interface Candidate {
  readonly name: string
  readonly fleet: FleetName
  readonly dist: string
}

export const dialBench: Bench = {
  name: 'dial',
  about:
    'a fleet dialled from one process: CPU per beat, memory, set-up, stop; against plain sockets with a wheel',
  sizes: fitting([1_000, 10_000]),
  async run(n, asked, tools) {
    const candidates: Candidate[] = [
      { name: 'net-wheel', fleet: 'net-wheel', dist: tools.dist },
      { name: 'pulsetree', fleet: 'pulsetree', dist: tools.dist },
    ]
    if (asked.against !== null) {
      const other = pathToFileURL(`${resolve(asked.against)}/`).href
      candidates.push({ name: 'before', fleet: 'pulsetree', dist: other })
    }
    const pace = { settleMs: 3_000, windowMs: asked.seconds * 1_000 }
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      // Nobody always comes first.
      for (const candidate of round % 2 === 0 ? candidates : candidates.toReversed()) {
        tools.progress(`dial n=${n} round ${round + 1}/${asked.rounds} ${candidate.name}`)
        measured[candidate.name] = await measure(candidate, n, pace, tools)
      }
      rounds.push(measured)
    }
    const subjects = candidates.map(({ name }) => name)
    const peers = subjects.filter((name) => name !== 'pulsetree')
    return { bench: 'dial', n, metrics: METRICS, subjects, peers, ours: ['pulsetree'], rounds }
  },
}

/** One fleet, once: a fresh server process, a fresh fleet, and both gone at the end. */
export async function measure(
  { name, fleet, dist }: Candidate,
  n: number,
  pace: Pace,
  { programs }: Pick<Tools, 'programs'>,
): Promise<Measured> {
  const server = programs.start('bench/dial/server.ts', {})
  let host: Program | null = null
  try {
    const { port } = await server.tells('listening', PATIENCE_MS)
    const input: HostInput = { ...TERMS, ...pace, fleet, n, dist, port: port!, perSecond: DIALS_PER_SECOND }
    host = programs.start('bench/dial/host.ts', input)
    const { setup_cpu_us, setup_beats } = await host.tells('connected', PATIENCE_MS + n * 5)
    const { open, beats, beats_due, cpu_us, ...steady } = await host.tells(
      'measured',
      pace.settleMs + pace.windowMs + PATIENCE_MS,
    )
    const lost = await endedOf(server)
    // It would look cheap, or dear, for what it did not do.
    if (Math.abs(beats! / beats_due! - 1) > 0.05) {
      console.error(`bench: ${name} sent ${beats} beats, ${Math.round(beats_due!)} were due`)
    }
    host.order('stop')
    const stopped = await host.tells('stopped', PATIENCE_MS)
    let left = n - (await endedOf(server))
    for (let look = 0; left > 0 && look < LOOKS_FOR_THE_LAST; look += 1) {
      await sleep(LOOK_MS)
      left = n - (await endedOf(server))
    }
    const perBeat = cpu_us! / beats!
    return {
      ...steady,
      ...stopped,
      beats: beats!,
      cpu_us_per_beat: perBeat,
      // Those that were there already beat while the others came.
      setup_cpu_us: (setup_cpu_us! - setup_beats! * perBeat) / n,
      false_deaths: Math.max(lost, n - open!),
      left,
    }
  } finally {
    if (host !== null) await programs.end(host)
    await programs.end(server)
  }
}

/** How many connections have ended, as the server sees it. */
async function endedOf(server: Program): Promise<number> {
  server.order('count')
  const { ended } = await server.tells('counted', PATIENCE_MS)
  return ended!
}

function metric(name: string, label: string, compares = true): Metric {
  return { name, label, over: 'median', compares }
}
