/** The server bench: thousands of connections accepted, over TCP and WebSocket, beating once a second, then stopped. */
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Asked } from '../lib/asked.ts'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import { fitting } from '../lib/files.ts'
import type { Program } from '../lib/programs.ts'
import type { ClientsInput } from './clients.ts'
import { goServer } from './go.ts'
import type { HostInput } from './host.ts'
import type { Speech } from './speech.ts'
import type { Pace, SubjectName } from './terms.ts'

const METRICS: readonly Metric[] = [
  metric('cpu_us_per_beat', 'CPU per beat, µs'),
  metric('rss_kb', 'RSS per connection, KB'),
  metric('heap_kb', 'heap per connection, KB'),
  metric('setup_cpu_us', 'set-up CPU per connection, µs'),
  metric('loop_p99_ms', 'event-loop delay p99 over idle, ms', false),
  metric('loop_max_ms', 'event-loop delay max over idle, ms', false),
  metric('stop_ms', 'stop of all, ms'),
  metric('stop_cpu_us', 'stop CPU per connection, µs'),
  metric('stop_hold_ms', 'longest hold while stopping, ms'),
  metric('idle_cpu_us_per_s', 'CPU with no connection, µs/s (not subtracted)', false),
  { name: 'false_deaths', label: 'healthy peers dropped, all rounds', over: 'sum', compares: false },
  { name: 'left', label: 'connections left after the stop, all rounds', over: 'sum', compares: false },
]

const SPEAKS: Readonly<Record<SubjectName, Speech>> = {
  'net-wheel': 'lines',
  ws: 'websocket',
  'engine.io': 'engine.io',
  go: 'lines',
  pulsetree: 'lines',
  'pulsetree-ws': 'websocket',
}

const OURS: readonly string[] = ['pulsetree', 'pulsetree-ws'] satisfies SubjectName[]

/** Of every subject, so that the work is the same. */
const TERMS = { everyMs: 1_000, timeoutMs: 1_000, misses: 3 }
const CONNECTS_PER_SECOND = 4_000
/** The server hears of the end of a connection before its peer may have noticed. */
const LOOK_MS = 50
const LOOKS_FOR_THE_LAST = 40

/** A program under measurement, under the name it has in the figures. */
export interface Candidate {
  readonly name: string
  readonly subject: SubjectName
  readonly dist: string
  /** Of the subject `go`: what was built. */
  readonly binary?: string
}

export const serverBench: Bench = {
  name: 'server',
  about:
    'accepted connections, TCP and WebSocket: CPU per beat, memory, set-up, stop; against node:net, ws, engine.io, Go',
  sizes: fitting([1_000, 10_000, 19_000]),
  async run(n, asked, tools) {
    const candidates = candidatesOf(asked, tools)
    const pace = { idleMs: 1_500, settleMs: 3_000, windowMs: asked.seconds * 1_000 }
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      // Nobody always comes first, or always after the same one.
      for (const candidate of [...candidates.slice(round), ...candidates].slice(0, candidates.length)) {
        const title = `server n=${n} round ${round + 1}/${asked.rounds} ${candidate.name}`
        const say = (phase: string): void => tools.progress(`${title}: ${phase}`)
        measured[candidate.name] = await measure(candidate, n, pace, asked.profile, {
          ...tools,
          progress: say,
        })
      }
      rounds.push(measured)
    }
    const names = candidates.map(({ name }) => name)
    const peers = names.filter((name) => !OURS.includes(name))
    return { bench: 'server', n, metrics: METRICS, subjects: names, peers, ours: OURS, rounds }
  },
}

function candidatesOf({ against }: Asked, { dist, programs }: Tools): Candidate[] {
  const binary = goServer(programs.folder)
  if (binary === null) console.error('bench: go is not on this machine, and is left out')
  const candidates: Candidate[] = [
    { name: 'net-wheel', subject: 'net-wheel', dist },
    { name: 'ws', subject: 'ws', dist },
    { name: 'engine.io', subject: 'engine.io', dist },
    ...(binary === null ? [] : [{ name: 'go', subject: 'go' as const, dist, binary }]),
    { name: 'pulsetree', subject: 'pulsetree', dist },
    { name: 'pulsetree-ws', subject: 'pulsetree-ws', dist },
  ]
  if (against === null) return candidates
  const other = pathToFileURL(`${resolve(against)}/`)
  candidates.push({ name: 'before', subject: 'pulsetree', dist: other.href })
  // What came first knew TCP alone.
  if (existsSync(new URL('transport/websocket-server.js', other)))
    candidates.push({ name: 'before-ws', subject: 'pulsetree-ws', dist: other.href })
  return candidates
}

/** One subject, once: a fresh server process, a fresh client process, and both gone at the end. */
export async function measure(
  { name, subject, dist, binary }: Candidate,
  n: number,
  pace: Pace,
  profile: string | null,
  { programs, progress }: Tools,
): Promise<Measured> {
  if (profile !== null) mkdirSync(profile, { recursive: true })
  const prefix = profile === null ? null : join(resolve(profile), `${name}-${n}`)
  const patience = profile === null ? 30_000 : 180_000
  const terms = { ...TERMS, ...pace, n, dist, profile: prefix }
  const host =
    subject === 'go'
      ? programs.start('bench/server/go-host.ts', { ...terms, binary })
      : programs.start('bench/server/host.ts', { ...terms, subject } satisfies HostInput)
  let clients: Program | null = null
  try {
    progress('idle')
    const { port, idle_cpu_us_per_s } = await host.tells('listening', patience)
    const speaks = SPEAKS[subject]
    const clientsInput: ClientsInput = { port: port!, n, perSecond: CONNECTS_PER_SECOND, speaks }
    clients = programs.start('bench/server/clients.ts', clientsInput)
    progress('connecting')
    await clients.tells('connected', patience + n * 5)
    host.order('connected')
    const { setup_cpu_us, setup_beats } = await host.tells('accepted', patience)
    progress('beating')
    host.order('measure')
    const { open, beats, beats_due, cpu_us, ...steady } = await host.tells(
      'measured',
      pace.windowMs * 1.5 + patience,
    )
    const lost = await endedOf(clients)
    // It would look cheap, or dear, for what it did not do.
    if (Math.abs(beats! / beats_due! - 1) > 0.05) {
      console.error(`bench: ${name} sent ${beats} beats, ${Math.round(beats_due!)} were due`)
    }
    progress('stopping')
    host.order('stop')
    const stopped = await host.tells('stopped', patience)
    let left = n - (await endedOf(clients))
    for (let look = 0; left > 0 && look < LOOKS_FOR_THE_LAST; look += 1) {
      await sleep(LOOK_MS)
      left = n - (await endedOf(clients))
    }
    if (profile !== null) await host.tells('profiled', patience)
    const perBeat = cpu_us! / beats!
    return {
      ...steady,
      ...stopped,
      beats: beats!,
      cpu_us_per_beat: perBeat,
      // Those that were there already beat while the others came.
      setup_cpu_us: (setup_cpu_us! - setup_beats! * perBeat) / n,
      idle_cpu_us_per_s: idle_cpu_us_per_s!,
      false_deaths: Math.max(lost, n - open!),
      left,
    }
  } finally {
    if (clients !== null) await programs.end(clients)
    await programs.end(host)
  }
}

/** How many connections have ended, as the clients see it. */
async function endedOf(clients: Program): Promise<number> {
  clients.order('count')
  const { ended } = await clients.tells('counted', 30_000)
  return ended!
}

function metric(name: string, label: string, compares = true): Metric {
  return { name, label, over: 'median', compares }
}
