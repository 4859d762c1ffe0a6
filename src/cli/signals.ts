/** SIGINT and SIGTERM: the first stops in order, a second one at once. */
import { type Clock, systemClock } from '../index.ts'
import type { Io, StopSignal } from './io.ts'

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM']

/** As shells report a process that SIGINT ended. */
export const STATUS_NOW = 130

/** npm passes on what a terminal has sent to the whole group already; no hand is that quick twice. */
const ECHO_MS = 100

/** Listens until the answered function is called. `stop` runs at the first signal. */
export function onSignals(io: Io, stop: () => void, clock: Clock = systemClock): () => void {
  const echoMs = io.env.npm_lifecycle_event === undefined ? 0 : ECHO_MS
  let firstAt: number | null = null
  const heard = (): void => {
    if (firstAt === null) {
      firstAt = clock.now()
      stop()
    } else if (clock.now() - firstAt >= echoMs) io.exitNow(STATUS_NOW)
  }
  for (const signal of SIGNALS) io.onSignal(signal, heard)
  return () => {
    for (const signal of SIGNALS) io.offSignal(signal, heard)
  }
}
