/** The inspect bench: what being looked at costs a server with thousands of connections that beat. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import { fitting } from '../lib/files.ts'
import type { Program } from '../lib/programs.ts'
import type { ClientsInput } from '../server/clients.ts'
import type { InspectInput, InspectName, Pace, PageInput, Terms } from './terms.ts'

const METRICS: readonly Metric[] = [
  { name: 'cpu_us_per_beat', label: 'CPU per beat, µs', over: 'median', compares: true },
  { name: 'told_kb_per_s', label: 'told to the page, KB/s', over: 'median', compares: false },
  {
    name: 'vitals_per_s',
    label: 'looks at what is watched closely, a second',
    over: 'median',
    compares: false,
  },
  { name: 'false_deaths', label: 'healthy peers dropped, all rounds', over: 'sum', compares: false },
]

const NAMES: readonly InspectName[] = ['plain', 'unwatched', 'watched']
const TERMS: Terms = { everyMs: 1_000, timeoutMs: 1_000, misses: 3 }
const CONNECTS_PER_SECOND = 4_000
/** Lanes of a timeline. */
const LANES = 12
const PATIENCE_MS = 30_000

export const inspectBench: Bench = {
  name: 'inspect',
  about:
    'accepted TCP connections without an inspector, with one that nobody looks at, with one page open: CPU per beat',
  sizes: fitting([10_000]),
  async run(n, asked, tools) {
    const pace = { settleMs: 3_000, windowMs: asked.seconds * 1_000 }
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      // Nobody always comes first, or always after the same one.
      for (const name of [...NAMES.slice(round % NAMES.length), ...NAMES].slice(0, NAMES.length)) {
        tools.progress(`inspect n=${n} round ${round + 1}/${asked.rounds} ${name}`)
        measured[name] = await measure(name, n, pace, tools)
      }
      rounds.push(measured)
    }
    const peers = ['plain']
    return { bench: 'inspect', n, metrics: METRICS, subjects: NAMES, peers, ours: NAMES.slice(1), rounds }
  },
}

/** One way of being looked at, once: fresh processes for the server, its clients and the page. */
export async function measure(
  subject: InspectName,
  n: number,
  pace: Pace,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
  terms = TERMS,
): Promise<Measured> {
  const port = await freePort()
  const token = randomBytes(24).toString('base64url')
  const hostInput: InspectInput = { ...terms, ...pace, subject, n, dist, port, token }
  const running: Program[] = []
  const start = (source: string, input: object): Program => {
    const program = programs.start(source, input)
    running.push(program)
    return program
  }
  try {
    const host = start('bench/inspect/host.ts', hostInput)
    const { port: served } = await host.tells('listening', PATIENCE_MS)
    const clientsInput: ClientsInput = {
      port: served!,
      n,
      perSecond: CONNECTS_PER_SECOND,
      speaks: 'lines',
    }
    const clients = start('bench/server/clients.ts', clientsInput)
    await clients.tells('connected', PATIENCE_MS + n * 5)
    await host.tells('accepted', PATIENCE_MS)
    const pageInput: PageInput = { url: `ws://127.0.0.1:${port}/feed?token=${token}`, lanes: LANES }
    const page = subject === 'watched' ? start('bench/inspect/page.ts', pageInput) : null
    await page?.tells('watching', PATIENCE_MS)
    const before = await countedBy(page)
    host.order('measure')
    const patienceMs = pace.settleMs + pace.windowMs * 1.5 + PATIENCE_MS
    const { open, beats, beats_due, cpu_us } = await host.tells('measured', patienceMs)
    const after = await countedBy(page)
    clients.order('count')
    const { ended } = await clients.tells('counted', PATIENCE_MS)
    // It would look cheap, or dear, for what it did not do.
    if (Math.abs(beats! / beats_due! - 1) > 0.05) {
      console.error(`bench: ${subject} sent ${beats} beats, ${Math.round(beats_due!)} were due`)
    }
    host.order('stop')
    await host.tells('stopped', PATIENCE_MS + n)
    const seconds = (pace.settleMs + pace.windowMs) / 1_000
    return {
      cpu_us_per_beat: cpu_us! / beats!,
      told_kb_per_s: (after.bytes - before.bytes) / 1_024 / seconds,
      vitals_per_s: (after.vitals - before.vitals) / seconds,
      false_deaths: Math.max(ended!, n - open!),
    }
  } finally {
    for (const program of running.reverse()) await programs.end(program)
  }
}

async function countedBy(page: Program | null): Promise<{ bytes: number; vitals: number }> {
  if (page === null) return { bytes: 0, vitals: 0 }
  page.order('count')
  const { bytes = 0, vitals = 0 } = await page.tells('counted', PATIENCE_MS)
  return { bytes, vitals }
}

/** One that nobody listens on; the server tells only numbers, so its inspector's address is said beforehand. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || address === null) throw new Error('a server without a port')
  return address.port
}
