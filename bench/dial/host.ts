/** One fleet in a process of its own: it dials, beats and stops, and tells what that cost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuNow, delaysWhile, memoryNow } from '../lib/process.ts'
import { input, order, tell } from '../lib/told.ts'
import type { Fleet, FleetName, Pace, Terms } from './terms.ts'

export interface HostInput extends Terms, Pace {
  readonly fleet: FleetName
  readonly n: number
  /** Connections dialled in a second. */
  readonly perSecond: number
}

const STEP_MS = 10
const LOOK_MS = 20

const { fleet: name, n, perSecond, settleMs, windowMs, ...terms } = input<HostInput>()
const fleet = await fleetOf(name)
const emptyMemory = await memoryNow()

const setupCpu = cpuNow()
for (let dialled = 0; dialled < n; ) {
  const until = Math.min(n, dialled + (perSecond * STEP_MS) / 1000)
  for (; dialled < until; dialled += 1) fleet.dial(dialled)
  await sleep(STEP_MS)
}
while (fleet.open() < n) await sleep(LOOK_MS)
tell('connected', { setup_cpu_us: cpuNow() - setupCpu, setup_beats: fleet.beats() })

await sleep(settleMs)
const beatsThen = fleet.beats()
const began = performance.now()
const cpu = cpuNow()
await sleep(windowMs)
const cpuUs = cpuNow() - cpu
const ms = performance.now() - began
const beats = fleet.beats() - beatsThen
const memory = await memoryNow()
tell('measured', {
  open: fleet.open(),
  beats,
  beats_due: (n * ms) / terms.everyMs,
  cpu_us: cpuUs,
  rss_kb: (memory.rss - emptyMemory.rss) / 1024 / n,
  heap_kb: (memory.heapUsed - emptyMemory.heapUsed) / 1024 / n,
})

await order('stop')
const stopBegan = performance.now()
const stopCpu = cpuNow()
const delays = await delaysWhile(() => fleet.stop())
tell('stopped', {
  stop_ms: performance.now() - stopBegan,
  stop_cpu_us: (cpuNow() - stopCpu) / n,
  stop_hold_ms: delays.max,
})

/** Only the fleet's own modules are loaded. */
async function fleetOf(fleetName: FleetName): Promise<Fleet> {
  switch (fleetName) {
    case 'net-wheel':
      return (await import('./net-wheel.ts')).start(terms)
    case 'pulsetree':
      return (await import('./pulsetree.ts')).start(terms)
  }
}
