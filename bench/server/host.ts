/** One server in a process of its own: it carries what comes, and tells what that cost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuNow, delaysWhile, memoryNow } from '../lib/process.ts'
import { input, order, tell } from '../lib/told.ts'
import { profilerOf } from './profiler.ts'
import { subjectOf } from './subject.ts'
import type { HostedName, Pace, Terms } from './terms.ts'

export interface HostInput extends Terms, Pace {
  readonly subject: HostedName
  /** The beginning of the names of profiles; null for none. */
  readonly profile: string | null
}

const LOOK_MS = 20
/** Once all clients are connected; a server that has dropped one by then never sees all of them. */
const LOOKS_FOR_THE_LAST = 50

const terms = input<HostInput>()
const profiler = profilerOf(terms.profile)
const subject = await subjectOf(terms.subject, terms)
const port = await subject.listen()

const idleCpu = cpuNow()
await sleep(terms.idleMs)
const idle = (cpuNow() - idleCpu) / (terms.idleMs / 1000)
const base = await delaysWhile(() => sleep(terms.idleMs))
const emptyMemory = await memoryNow()
tell('listening', { port, idle_cpu_us_per_s: idle })

await profiler.start()
const setupCpu = cpuNow()
let areConnected = false
let patience = LOOKS_FOR_THE_LAST
void order('connected').then(() => {
  areConnected = true
})
while (subject.open() < terms.n && patience > 0) {
  await sleep(LOOK_MS)
  if (areConnected) patience -= 1
}
tell('accepted', {
  setup_cpu_us: cpuNow() - setupCpu,
  setup_beats: subject.beats(),
})
await profiler.stop('setup')

await order('measure')
await sleep(terms.settleMs)
await profiler.start()
const beatsThen = subject.beats()
const began = performance.now()
const cpu = cpuNow()
await sleep(terms.windowMs)
const cpuUs = cpuNow() - cpu
const ms = performance.now() - began
const beats = subject.beats() - beatsThen
await profiler.stop('steady')
const delays = await delaysWhile(() => sleep(terms.windowMs / 2))
const memory = await memoryNow()
profiler.snapshot()
tell('measured', {
  open: subject.open(),
  beats,
  beats_due: (terms.n * ms) / terms.everyMs,
  cpu_us: cpuUs,
  loop_p99_ms: delays.p99 - base.p99,
  loop_max_ms: delays.max - base.max,
  rss_kb: (memory.rss - emptyMemory.rss) / 1024 / terms.n,
  heap_kb: (memory.heapUsed - emptyMemory.heapUsed) / 1024 / terms.n,
})

await order('stop')
await profiler.start()
const stopBegan = performance.now()
const stopCpu = cpuNow()
const stopDelays = await delaysWhile(() => subject.stop())
tell('stopped', {
  stop_ms: performance.now() - stopBegan,
  stop_cpu_us: (cpuNow() - stopCpu) / terms.n,
  stop_hold_ms: stopDelays.max,
})
await profiler.stop('stop')
tell('profiled')
