/** The spawn bench: whether the ten-thousandth connection costs what the hundredth did, and what stopping all costs. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench } from '../lib/bench.ts'
import type { Measured, Metric } from '../lib/figures.ts'
import type { SpawnInput } from './host.ts'

const OURS = ['pulsetree', 'dynamic', 'nested'] as const

const METRICS: readonly Metric[] = [
  metric('spawn_us_first', 'spawn, the first 300, µs'),
  metric('spawn_us_last', 'spawn, the last 300, µs'),
  metric('last_to_first', 'last ÷ first', false),
  metric('heap_kb', 'heap per connection, KB'),
  metric('stop_us', 'stop per connection, µs'),
  metric('stop_hold_ms', 'longest hold while stopping, ms'),
]

export const spawnBench: Bench = {
  name: 'spawn',
  about:
    'connections on links with nothing behind them, declared, dynamic or nested: spawn, stop, heap; against bare actors',
  sizes: [10_000],
  async run(n, asked, { programs, dist, progress }) {
    const inputs: [string, SpawnInput][] = [
      ['actors', { subject: 'actors', n, dist }],
      ...OURS.map((subject): [string, SpawnInput] => [subject, { subject, n, dist }]),
    ]
    if (asked.against !== null) {
      const other = pathToFileURL(`${resolve(asked.against)}/`).href
      inputs.push(['before', { subject: 'pulsetree', n, dist: other }])
    }
    const rounds: Record<string, Measured>[] = []
    for (let round = 0; round < asked.rounds; round += 1) {
      const measured: Record<string, Measured> = {}
      for (const [name, input] of inputs) {
        progress(`spawn n=${n} round ${round + 1}/${asked.rounds} ${name}`)
        const program = programs.start('bench/spawn/host.ts', input)
        try {
          measured[name] = await program.tells('measured', 60_000 + n * 30)
        } finally {
          await programs.end(program)
        }
      }
      rounds.push(measured)
    }
    const subjects = inputs.map(([name]) => name)
    const peers = subjects.filter((name) => !OURS.some((ours) => ours === name))
    return { bench: 'spawn', n, metrics: METRICS, subjects, peers, ours: OURS, rounds }
  },
}

function metric(name: string, label: string, compares = true): Metric {
  return { name, label, over: 'median', compares }
}
