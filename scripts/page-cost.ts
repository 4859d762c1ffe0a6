/**
 * `npm run page-cost [-- --seconds 600]`: what the inspector's page costs whoever looks, with ten thousand connections on the
 * map, one of them chosen, and two thousand events a second: script in each frame, and memory. The numbers stand in
 * docs/inspector.md; no test asks for them, since they are the machine's, too.
 */
import { parseArgs } from 'node:util'
import { measured } from './page-cost/measure.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '10000' },
    events: { type: 'string', default: '2000' },
  },
})
const figures = await measured({
  seconds: Number(values.seconds),
  connections: Number(values.connections),
  eventsPerSecond: Number(values.events),
})
console.log(JSON.stringify(figures, null, 2))
const isDear = figures.scriptMs.p99 >= 8 || Math.max(...figures.heapMb) >= 200
process.exitCode = isDear ? 1 : 0
