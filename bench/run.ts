/** `npm run bench`: what the library costs, each figure beside its peers' in the same run. */
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { detectionBench } from './detection/detection.ts'
import { dialBench } from './dial/dial.ts'
import { inspectBench } from './inspect/inspect.ts'
import { askedFor, USAGE, UsageError } from './lib/asked.ts'
import type { Bench } from './lib/bench.ts'
import { figuresOf } from './lib/figures.ts'
import { Programs } from './lib/programs.ts'
import { tableOf } from './lib/table.ts'
import { rpcBench } from './rpc/rpc.ts'
import { serverBench } from './server/server.ts'
import { spawnBench } from './spawn/spawn.ts'
import { stallBench } from './stall/stall.ts'
import { stormBench } from './storm/storm.ts'
import { virtualBench } from './virtual/virtual.ts'

const BENCHES: readonly Bench[] = [
  serverBench,
  dialBench,
  spawnBench,
  virtualBench,
  detectionBench,
  stallBench,
  stormBench,
  rpcBench,
  inspectBench,
]

async function main(): Promise<void> {
  const asked = askedFor(
    process.argv.slice(2),
    BENCHES.map(({ name }) => name),
  )
  const dist = new URL('../dist/', import.meta.url)
  if (!existsSync(new URL('index.js', dist))) throw new UsageError('there is no dist; npm run build makes it')
  if (asked.name === null) say(`${listed()}\n`)
  const programs = new Programs()
  const tools = { programs, dist: dist.href, progress }
  try {
    for (const bench of BENCHES) {
      if (asked.name !== null && asked.name !== bench.name) continue
      for (const n of asked.n === null ? bench.sizes : [asked.n]) {
        const before = load()
        const rounds = await bench.run(n, asked, tools)
        progress('')
        const figures = figuresOf(rounds)
        if (asked.json) for (const figure of figures) console.log(JSON.stringify(figure))
        else {
          const title = `${bench.name}, n = ${n}, ${asked.rounds} rounds, load average ${before} → ${load()}`
          console.log(`${title}\n${tableOf(rounds, figures)}\n`)
        }
      }
    }
  } finally {
    progress('')
    programs.close()
  }
}

function listed(): string {
  return BENCHES.map(({ name, about }) => `${name.padEnd(10)}${about}`).join('\n')
}

/** Of the last minute: a busy machine makes absolute values worthless, and ratios worse. */
function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

/** What is for people goes to stderr: stdout belongs to the figures. */
function say(text: string): void {
  console.error(text)
}

/** One line that replaces the one before, where somebody can see it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    say(`bench: ${error.message}\n\n${USAGE}\n\n${listed()}`)
    process.exitCode = 2
  } else {
    say(error instanceof Error ? `bench: ${error.stack}` : String(error))
    process.exitCode = 1
  }
})
