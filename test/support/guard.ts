/** What tests start must not outlive them, not even where they are killed themselves. */
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Most programs of tests end with their stdin; one that is frozen, or reads none, would stay for ever. So a shell waits
 * beside it, in a group of its own: its stdin ends with this process, whichever way that ends. `isGroup`: the child leads a
 * group, all of which is meant.
 */
export function guard(child: ChildProcess, { isGroup = false } = {}): void {
  if (child.pid === undefined || process.platform === 'win32') return
  const whom = isGroup ? -child.pid : child.pid
  const shell = spawn('sh', ['-c', `read -r _; kill -KILL ${whom}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {})
  child.once('exit', () => shell.kill('SIGKILL'))
}
