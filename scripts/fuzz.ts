/** `npm run fuzz`: a million inputs for every parser of foreign bytes; exit 1 when anything crashes, hangs, grows or is wrong. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { crew } from '../test/fuzz/crew.ts'
import { ordersOf } from '../test/fuzz/orders.ts'
import { reportOf } from '../test/fuzz/report.ts'
import { TARGETS } from '../test/fuzz/targets/index.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})
const { seed } = values
const inputs = whole('inputs', values.inputs)
const only = values.only === undefined ? null : whole('only', values.only)
const targets = values.target === undefined ? TARGETS : TARGETS.filter(({ name }) => name === values.target)
if (targets.length === 0) refuse(`--target: there are ${TARGETS.map(({ name }) => name).join(', ')}`)
if (only !== null && values.target === undefined)
  refuse('--only: needs --target, of whose inputs it is the number')

if (values.list) {
  for (const { name, of } of targets) console.log(`${name.padEnd(20)}${of}`)
} else await run()

async function run(): Promise<void> {
  const orders =
    only === null
      ? ordersOf(targets, inputs, seed)
      : targets.map(({ name }) => ({ target: name, seed, from: only, to: only + 1 }))
  let done = 0
  const began = performance.now()
  const outcome = await crew({
    list: new URL('../test/fuzz/targets/index.ts', import.meta.url).href,
    targets,
    orders,
    hosts: Math.min(orders.length, Math.max(2, availableParallelism())),
    hangMs: 30_000,
    heapMb: 256,
    told({ target }, tally) {
      done += tally.inputs
      const seconds = Math.round((performance.now() - began) / 1_000)
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done} inputs, ${seconds} s; ${target}`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  console.log(reportOf(outcome, targets, seed))
  console.log(`${Math.round((performance.now() - began) / 1_000)} s in all`)
  process.exitCode = outcome.failures.length === 0 ? 0 : 1
}

function whole(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  return refuse(`--${name}: expected a whole number, got ${text}`)
}

function refuse(problem: string): never {
  console.error(`fuzz: ${problem}`)
  process.exit(2)
}
