/** What a process holds, without what it has only not thrown away yet. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** After garbage was collected; in bytes. */
export function memoryInUse(): NodeJS.MemoryUsage {
  collectGarbage()
  return process.memoryUsage()
}

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
}
