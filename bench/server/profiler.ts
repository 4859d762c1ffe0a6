/** Where the time of a server goes, by phase, and what its memory holds: for whoever wants to make it cheaper. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { writeHeapSnapshot } from 'node:v8'

const SAMPLE_US = 200

export interface Profiler {
  start(): Promise<void>
  /** Writes `<prefix>-<phase>.cpuprofile`. */
  stop(phase: string): Promise<void>
  /** Writes `<prefix>.heapsnapshot`. */
  snapshot(): void
}

/** @param prefix of the files; null for a profiler that does nothing. */
export function profilerOf(prefix: string | null): Profiler {
  if (prefix === null) return { start: async () => {}, stop: async () => {}, snapshot: () => {} }
  const session = new Session()
  session.connect()
  return {
    async start() {
      await session.post('Profiler.enable')
      await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US })
      await session.post('Profiler.start')
    },
    async stop(phase) {
      const { profile } = await session.post('Profiler.stop')
      writeFileSync(`${prefix}-${phase}.cpuprofile`, JSON.stringify(profile))
    },
    snapshot() {
      writeHeapSnapshot(`${prefix}.heapsnapshot`)
    },
  }
}
