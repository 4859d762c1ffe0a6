/** What tests start must not outlive them, not even where they are killed themselves. */
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Most programs of tests end with their stdin; one that is frozen, or reads none, would stay for ever. So a shell waits
 * beside it, in a group of its own: its stdin ends with this process, whichever way that ends.
 */
export function guard(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') return
  const shell = spawn('sh', ['-c', `read -r _; kill -KILL ${child.pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {})
  child.once('exit', () => shell.kill('SIGKILL'))
}
