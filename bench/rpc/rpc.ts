/** The rpc bench: what a call costs over a supervised connection, against plain clients over `node:net`. */
import type { Bench, Tools } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import type { CallerName } from './callers.ts'
import type { HostInput } from './host.ts'
import type { ServerInput } from './server.ts'

const SUBJECTS: readonly CallerName[] = ['net', 'json-rpc-2.0', 'pulsetree']
const OURS: readonly CallerName[] = ['pulsetree']

const METRICS: readonly Metric[] = [
  { name: 'calls_per_s', label: 'calls a second', over: 'median', compares: true },
  { name: 'p50_ms', label: 'a call takes, p50, ms', over: 'median', compares: true },
  { name: 'p99_ms', label: 'a call takes, p99, ms', over: 'median', compares: true },
  { name: 'cpu_us', label: 'CPU per call, µs', over: 'median', compares: true },
]

export const rpcBench: Bench = {
  name: 'rpc',
  about: 'calls over one connection, n at a time: calls a second, p99, CPU; against clients over node:net',
  sizes: [64],
  async run(n, asked, tools) {
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      // Each is the first one once.
      for (const subject of [...SUBJECTS.slice(round % SUBJECTS.length), ...SUBJECTS].slice(
        0,
        SUBJECTS.length,
      )) {
        tools.progress(`rpc n=${n} round ${round + 1}/${asked.rounds} ${subject}`)
        measured[subject] = await measure({ subject, n, seconds: asked.seconds }, tools)
      }
      rounds.push(measured)
    }
    const peers = SUBJECTS.filter((name) => !OURS.includes(name))
    return { bench: 'rpc', n, metrics: METRICS, subjects: SUBJECTS, peers, ours: OURS, rounds }
  },
}

/** One subject against a server of its own. */
async function measure(
  terms: Pick<HostInput, 'subject' | 'n' | 'seconds'>,
  { programs, dist }: Pick<Tools, 'programs' | 'dist'>,
): Promise<Measured> {
  const server = programs.start('bench/rpc/server.ts', { port: 0 } satisfies ServerInput)
  try {
    const { port = 0 } = await server.tells('listening', 30_000)
    const host = programs.start('bench/rpc/host.ts', { ...terms, port, dist } satisfies HostInput)
    try {
      return await host.tells('measured', 30_000 + terms.seconds * 2_000)
    } finally {
      await programs.end(host)
    }
  } finally {
    await programs.end(server)
  }
}
