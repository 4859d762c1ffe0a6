/** What a process has open, by name. */
import { existsSync, readdirSync } from 'node:fs'

/** What keeps the event loop busy, and the files that are open. */
export function open(): string[] {
  const files = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').map(() => 'file') : []
  return [...process.getActiveResourcesInfo(), ...files]
}

/** What of it is there now and was not before. */
export function newSince(before: readonly string[]): string[] {
  const known = [...before]
  return open().filter((name) => {
    const at = known.indexOf(name)
    if (at >= 0) known.splice(at, 1)
    return at < 0
  })
}
