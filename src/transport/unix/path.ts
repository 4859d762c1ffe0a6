/** Where a unix socket is: a path, checked at the door. */
import { resolve } from 'node:path'
import { OptionError } from '../transport.ts'

/**
 * The longest path there may be, in bytes: what the system keeps it in has room for one more, a NUL. A longer one would
 * be cut without a word, and a socket made under another name.
 */
export const LONGEST_PATH_BYTES = process.platform === 'linux' ? 107 : 103

/** What unix endpoints begin with. */
const SCHEME = 'unix:'

/**
 * The absolute path of `/path`, `./path` or `unix:/path`.
 * @throws OptionError naming `target` when it is none, or too long for the system.
 */
export function socketPath(target: string): string {
  const given = typeof target === 'string' ? target : ''
  const path = given.startsWith(SCHEME) ? given.slice(SCHEME.length) : given
  if (path === '' || path.includes('\0') || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    throw new OptionError('target', `expected unix:/path, got ${JSON.stringify(target)}`)
  }
  const whole = resolve(path)
  const bytes = Buffer.byteLength(whole)
  if (bytes > LONGEST_PATH_BYTES) {
    const problem = `a path of ${bytes} bytes; the system allows ${LONGEST_PATH_BYTES}`
    throw new OptionError('target', `${JSON.stringify(whole)} is ${problem}`)
  }
  return whole
}

/** As people write it. */
export function unixEndpoint(path: string): string {
  return `${SCHEME}${path}`
}
