/** SIGHUP: what a server reads from files is read again, as daemons do. */
import { systemClock } from '../index.ts'
import { complain, type Io } from './io.ts'
import type { Note } from './shown.ts'
import { UsageError } from './usage.ts'

/**
 * Listens until the answered function is called. Files that cannot be used now leave the old ones in use. Where there
 * is a terminal the signal says that it has gone, and goes on to end the process.
 */
export function onHangup(io: Io, reload: () => void, show: (note: Note) => void): () => void {
  if (io.hasTerminal) return () => {}
  const heard = (): void => {
    try {
      reload()
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return complain(io, `${error.message}; what was read before stays in use`)
    }
    const text = 'certificates were read again, for those who connect from now on'
    show({ v: 1, at: Math.round(systemClock.wall()), kind: 'note', text })
  }
  io.onSignal('SIGHUP', heard)
  return () => io.offSignal('SIGHUP', heard)
}
