/** Calls and calls again, in a process of its own: n calls are under way at any time. */
import { median } from '../lib/figures.ts'
import { cpuNow } from '../lib/process.ts'
import { input, tell } from '../lib/told.ts'
import { type CallerName, callerOf } from './callers.ts'

export interface HostInput {
  readonly subject: CallerName
  readonly port: number
  readonly n: number
  readonly seconds: number
  readonly dist: string
}

const WARM_UP_MS = 500

const { subject, port, n, seconds, dist } = input<HostInput>()
const caller = await callerOf(subject, port, dist)
await callFor(WARM_UP_MS)
const cpu = cpuNow()
const began = performance.now()
const times = await callFor(seconds * 1_000)
const tookMs = performance.now() - began
const cpuPerCall = (cpuNow() - cpu) / times.length
times.sort((a, b) => a - b)
tell('measured', {
  calls_per_s: (times.length / tookMs) * 1_000,
  p50_ms: median(times),
  p99_ms: times[Math.floor(times.length * 0.99)] ?? 0,
  cpu_us: cpuPerCall,
})
await caller.close()
process.disconnect()

/** How long each call took, in ms. */
async function callFor(ms: number): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + ms
  await Promise.all(
    Array.from({ length: n }, async (_, nth) => {
      for (let asked = performance.now(); asked < until; ) {
        await caller.echo({ nth, text: 'what one calls' })
        const now = performance.now()
        times.push(now - asked)
        asked = now
      }
    }),
  )
  return times
}
