/** What keeps a path from being listened on, in words. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Node's words, but where the directory is missing: libuv calls that EACCES, permission denied. */
export function bindProblem(path: string, error: Error): string {
  const folder = dirname(path)
  return isMissing(folder) ? `the directory ${folder} does not exist` : error.message
}

/** Not so where nobody may look. */
function isMissing(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}
