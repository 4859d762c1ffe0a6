/** How near this process is to the number of files it may have open. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** The most files this process may have open at once; Infinity where the system does not say (all but Linux). */
export function openFilesLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))
    return soft === null ? Number.POSITIVE_INFINITY : Number(soft[1])
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/**
 * Whether `socket` has got the last free file. Systems hand out the lowest number that is free, so the highest one
 * there is means that all others are in use.
 */
export function hasLastFile(socket: Socket, limit: number): boolean {
  const handle: unknown = '_handle' in socket ? socket._handle : null
  return typeof handle === 'object' && handle !== null && 'fd' in handle && handle.fd === limit - 1
}
