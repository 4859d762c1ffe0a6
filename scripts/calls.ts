/** `npm run calls`: 2,000 calls a second over 50 connections for a minute, one of five servers killed every 5 s. */
import { parseArgs } from 'node:util'
import { Programs } from '../bench/lib/programs.ts'
import { load } from '../bench/rpc/load.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })
const programs = new Programs()
const terms = {
  servers: 5,
  connections: 50,
  callsPerSecond: 2_000,
  seconds: Number(values.seconds),
  killEveryMs: 5_000,
}
try {
  const figures = await load(terms, programs, (text) => console.error(text))
  console.log(JSON.stringify(figures, null, 2))
  const { hanging, overdue, mistaken, strays, causeless } = figures
  process.exitCode = hanging + overdue + mistaken + strays + causeless > 0 ? 1 : 0
} finally {
  programs.close()
}
