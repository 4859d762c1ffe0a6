/** What a command touches of its process, so that a test can be one. */
import type { Writable } from 'node:stream'
import { isatty } from 'node:tty'

export type StopSignal = 'SIGINT' | 'SIGTERM'

/** What a daemon is sent so that it reads its files again. */
export type HangupSignal = 'SIGHUP'

/** The variables that are looked at. */
export interface Environment {
  readonly NO_COLOR?: string | undefined
  readonly TERM?: string | undefined
  /** Set by npm for what it runs. */
  readonly npm_lifecycle_event?: string | undefined
}

export interface Io {
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable
  readonly env: Environment
  /** Whether it has a terminal, in whatever direction. */
  readonly hasTerminal: boolean
  onSignal(signal: StopSignal | HangupSignal, listener: () => void): void
  offSignal(signal: StopSignal | HangupSignal, listener: () => void): void
  /** The process that started this one; another (on Linux mostly 1) once that has gone. */
  parentPid(): number
  /** Ends the process without waiting for anything. */
  exitNow(status: number): void
}

/** This process. */
export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  hasTerminal: [0, 1, 2].some((file) => isatty(file)),
  onSignal: (signal, listener) => process.on(signal, listener),
  offSignal: (signal, listener) => process.off(signal, listener),
  parentPid: () => process.ppid,
  exitNow: (status) => process.exit(status),
}

/** Whether stdout is a terminal that shows colours to somebody who wants them. */
export function wantsColors({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}

/** One line on stderr, for what no event tells. */
export function complain({ stderr }: Io, what: string): void {
  stderr.write(`pulsetree: ${what}\n`)
}
