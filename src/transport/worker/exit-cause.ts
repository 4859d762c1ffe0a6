/** How the exit of a process stands in the table of causes. */
import type { Cause } from '../transport.ts'

/** Exit code 0 is a goodbye; any other code, or a signal, is none. */
export function exitCause(code: number | null, signal: NodeJS.Signals | null): Cause {
  if (code === 0) return { kind: 'closed', by: 'peer', code, planned: true, of: 'program' }
  const detail =
    signal === null ? `the process exited with code ${code}` : `the process was ended by ${signal}`
  return { kind: 'reset', by: 'network', detail, of: 'program' }
}
