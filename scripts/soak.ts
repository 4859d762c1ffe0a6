/** `npm run soak`: thousands of connections under constant churn for minutes; exit 1 when anything is left or does not add up. */
import { parseArgs } from 'node:util'
import { soak } from './soak/soak.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    connections: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
})
const minutes = number('minutes', values.minutes)
const connections = number('connections', values.connections)
const seed = number('seed', values.seed)

const began = performance.now()
const report = await soak({
  connections,
  ms: minutes * 60_000,
  seed,
  disturbEveryMs: 10,
  renewEveryMs: 2_000,
  freezeEveryMs: 25_000,
  rebindEveryMs: 15_000,
  lookEveryMs: Math.min(5_000, (minutes * 60_000) / 20),
  progress: (line) => console.error(line),
})

const { ledger, problems } = report
const causes = [...ledger.causes].sort(([, a], [, b]) => b - a).map(([cause, count]) => `${cause} ${count}`)
console.log(`${connections} connections, ${Math.round((performance.now() - began) / 1000)} s, seed ${seed}
lives        ${ledger.begun} begun, ${ledger.ended} ended; ${ledger.summaries} connections, ${ledger.restarts} restarts
links ended  ${causes.join(', ')}
clients      ${report.connects} connections of another process, ${ledger.verdicts} verdicts of silence
heap         ${report.growthMb.toFixed(2)} MB of growth, ${report.boundMb.toFixed(2)} MB are allowed
problems     ${problems.length === 0 ? 'none' : `\n${problems.map((problem) => `  ${problem}`).join('\n')}`}`)
process.exitCode = problems.length === 0 ? 0 : 1

function number(name: string, text: string): number {
  const value = Number(text)
  if (value > 0) return value
  console.error(`soak: --${name}: expected a number above 0, got ${text}`)
  process.exit(2)
}
