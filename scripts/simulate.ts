/**
 * `npm run simulate -- --seeds 10000 --hours 0.5 --workers 2`: a long run of the simulation over several processes, each
 * of which runs `pulsetree simulate` for a share of the seeds; exit 1 when anything is broken.
 */
import { parseArgs } from 'node:util'
import { summaryText } from '../src/cli/simulate.ts'
import { runShares } from './simulate/shares.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1000' },
    hours: { type: 'string', default: '0.5' },
    workers: { type: 'string', default: '2' },
    connections: { type: 'string' },
  },
})
const workers = whole('workers', values.workers)
const began = performance.now()
const { sum, failures } = await runShares({
  seed: whole('seed', values.seed),
  seeds: whole('seeds', values.seeds),
  workers,
  args: [
    '--hours',
    values.hours,
    ...(values.connections === undefined ? [] : ['--connections', values.connections]),
  ],
  progress: (line) => console.error(line),
})
console.log(`${workers} processes`)
console.log(summaryText(sum, (performance.now() - began) / 1_000))
for (const failure of failures) console.log(JSON.stringify(failure))
console.log(failures.length === 0 ? 'no invariant is broken' : `${failures.length} seeds break an invariant`)
process.exitCode = failures.length === 0 ? 0 : 1

function whole(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  console.error(`simulate: --${name}: expected a whole number, got ${text}`)
  process.exit(2)
}
