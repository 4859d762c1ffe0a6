/** Inside a program: what this process costs. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'

/** µs of all threads of this process. */
export function cpuNow(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** After all garbage is gone; for programs that are started with `--expose-gc`. */
export async function memoryNow(): Promise<NodeJS.MemoryUsage> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.()
    await turn()
  }
  return process.memoryUsage()
}

/** How long the event loop took to come back, in ms over its own resolution. The watch costs CPU of its own. */
export async function delaysWhile(work: () => Promise<unknown>): Promise<{ p99: number; max: number }> {
  const watch = monitorEventLoopDelay({ resolution: 1 })
  watch.enable()
  // The watch measures from its own first look on.
  await sleep(5)
  await work()
  await sleep(5)
  watch.disable()
  return { p99: watch.percentile(99) / 1e6 - 1, max: watch.max / 1e6 - 1 }
}
