/** A server in a process of its own that carries what comes, inspected or not, and tells what that cost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuNow } from '../lib/process.ts'
import { input, order, tell } from '../lib/told.ts'
import type { InspectInput } from './terms.ts'

const LOOK_MS = 20
const { dist, n, everyMs, timeoutMs, misses, settleMs, windowMs, port, token, subject } =
  input<InspectInput>()

const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
const { tcp } = (await import(`${dist}transport/tcp.js`)) as typeof import('../../src/transport/tcp.ts')

const supervisor = supervise({ name: 'bench' })
const gateway = supervisor.listen('bench', tcp.listen({ port: 0 }), {
  heartbeat: { protocol: pingPong, everyMs, timeoutMs, misses },
  maxConnections: n,
})
if (subject !== 'plain') {
  const { inspect } = (await import(
    `${dist}inspector/index.js`
  )) as typeof import('../../src/inspector/index.ts')
  await inspect(supervisor, { port, token })
}
tell('listening', { port: Number((await gateway.ready).split(':').at(-1)) })
while (gateway.size < n) await sleep(LOOK_MS)
tell('accepted')

await order('measure')
await sleep(settleMs)
const beatsThen = beats()
const began = performance.now()
const cpu = cpuNow()
await sleep(windowMs)
const cpuUs = cpuNow() - cpu
const ms = performance.now() - began
tell('measured', {
  open: gateway.size,
  beats: beats() - beatsThen,
  beats_due: (n * ms) / everyMs,
  cpu_us: cpuUs,
})
await order('stop')
await supervisor.stop()
tell('stopped')

function beats(): number {
  return gateway.connections.reduce((sum, { counts }) => sum + counts.beats, 0)
}
