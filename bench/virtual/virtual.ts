/** The virtual bench: a hundred thousand connections, more than any process has files for, on a network in memory. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import type { CrowdInput, CrowdName, Pace } from './terms.ts'

const METRICS: readonly Metric[] = [
  metric('heap_kb', 'heap per connection over its link, KB'),
  metric('link_heap_kb', 'heap of a connection’s link, both ends, KB'),
  metric('setup_cpu_us', 'set-up CPU per connection, network included, µs'),
  metric('cpu_us_per_beat', 'CPU per beat, network and peer included, µs'),
  { name: 'tick_max_ms', label: 'longest tick, all rounds, ms', over: 'max', compares: false },
  metric('stop_us', 'stop per connection, network included, µs'),
  {
    name: 'stop_hold_ms',
    label: 'longest hold while stopping, all rounds, ms',
    over: 'max',
    compares: false,
  },
  { name: 'false_deaths', label: 'healthy peers dropped, all rounds', over: 'sum', compares: false },
]

const TERMS = { everyMs: 30_000, timeoutMs: 10_000, misses: 3 }
const PATIENCE_MS = 60_000

export const virtualBench: Bench = {
  name: 'virtual',
  about:
    'connections on a network in memory, beating every 30 s: heap over their links, the longest tick, stop',
  sizes: [100_000],
  async run(n, asked, tools) {
    const subjects: [string, string][] = [['pulsetree', tools.dist]]
    if (asked.against !== null) {
      subjects.push(['before', pathToFileURL(`${resolve(asked.against)}/`).href])
    }
    const pace = { settleMs: TERMS.everyMs, windowMs: asked.seconds * 1_000 }
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      for (const [name, dist] of subjects) {
        tools.progress(`virtual n=${n} round ${round + 1}/${asked.rounds} ${name}`)
        measured[name] = await measure(n, pace, { programs: tools.programs, dist }, TERMS)
      }
      rounds.push(measured)
    }
    const names = subjects.map(([name]) => name)
    const peers = names.filter((name) => name !== 'pulsetree')
    return { bench: 'virtual', n, metrics: METRICS, subjects: names, peers, ours: ['pulsetree'], rounds }
  },
}

/** The links by themselves, then the same with a supervisor above: a fresh process each. */
export async function measure(
  n: number,
  pace: Pace,
  tools: Pick<Tools, 'programs' | 'dist'>,
  terms: typeof TERMS,
): Promise<Measured> {
  const { heap_kb: linkKb } = await crowded('links', n, { settleMs: 0, windowMs: 0 }, tools, terms)
  const ours = await crowded('pulsetree', n, pace, tools, terms)
  const { heap_kb, cpu_us, beats, ended, ...rest } = ours
  return {
    ...rest,
    link_heap_kb: linkKb!,
    heap_kb: heap_kb! - linkKb!,
    beats: beats!,
    cpu_us_per_beat: cpu_us! / beats!,
    false_deaths: ended!,
  }
}

async function crowded(
  crowd: CrowdName,
  n: number,
  pace: Pace,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
  terms: typeof TERMS,
): Promise<Measured> {
  const input: CrowdInput = { ...terms, ...pace, crowd, n, dist }
  const host = programs.start('bench/virtual/host.ts', input)
  try {
    await host.tells('connected', PATIENCE_MS + n)
    const measured = await host.tells('measured', pace.settleMs + pace.windowMs + PATIENCE_MS)
    host.order('stop')
    return { ...measured, ...(await host.tells('stopped', PATIENCE_MS + n)) }
  } finally {
    await programs.end(host)
  }
}

function metric(name: string, label: string, compares = true): Metric {
  return { name, label, over: 'median', compares }
}
