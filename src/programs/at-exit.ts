/**
 * Processes that are not to outlive this one. Node ends threads with the process, but not processes: those it started go on
 * without it. They are killed when this process exits by itself, by `process.exit` or by an exception; nothing can be done
 * when it is killed, or ended by a signal that it does not handle.
 */
import type { ChildProcess } from 'node:child_process'

const living = new Map<ChildProcess, boolean>()

/** @param isGroup whether it leads a group of its own, which is to end with it. */
export function endAtExit(child: ChildProcess, isGroup: boolean): void {
  if (living.size === 0) process.on('exit', endAll)
  living.set(child, isGroup)
  child.once('exit', () => {
    living.delete(child)
    if (living.size === 0) process.off('exit', endAll)
  })
}

/** Kills whatever is left of a group. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left of it.
  }
}

function endAll(): void {
  for (const [child, isGroup] of living) {
    child.kill('SIGKILL')
    if (isGroup && child.pid !== undefined) killGroup(child.pid)
  }
}
