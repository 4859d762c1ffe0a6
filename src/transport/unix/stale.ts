/** What a server that died leaves behind: a socket's file that nobody listens on, and that nobody could bind again. */
import { lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'

/**
 * Removes the file at `path` if it is a socket on which nobody listens; anything else is left alone. To find out it is
 * dialled, so a living server sees a client come and go.
 *
 * Two servers that start at the same moment over the same stale file may both find it stale. The file is looked at
 * again before it is removed, which leaves a gap of one system call: whoever needs more holds a lock of its own.
 */
export async function removeStale(path: string): Promise<void> {
  const found = await socketAt(path)
  if (found === null || !(await isRefused(path))) return
  if ((await socketAt(path)) === found) await unlink(path).catch(() => {})
}

/** Which socket is there; null where there is none. By its time too, since numbers of files are given out again at once. */
async function socketAt(path: string): Promise<string | null> {
  try {
    const found = await lstat(path, { bigint: true })
    return found.isSocket() ? `${found.ino} ${found.ctimeNs}` : null
  } catch {
    return null
  }
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path })
    probe.on('connect', () => resolve(false))
    probe.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'))
    probe.on('connect', () => probe.destroy())
  })
}
