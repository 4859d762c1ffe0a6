/**
 * Under npx this process has a shell for a parent. npm passes signals to that shell, which dies of them and tells
 * nobody: so a parent that has gone is taken for the signal that was meant for us.
 */
import { type Clock, systemClock, type Timer } from '../index.ts'
import type { Io } from './io.ts'

/** There is no event for it, so somebody has to look. */
const LOOK_MS = 200

/** Calls `stop` once the parent has gone, if that is npm's shell; looks until the answered function is called. */
export function onOrphaned(io: Io, stop: () => void, clock: Clock = systemClock): () => void {
  if (io.env.npm_lifecycle_event === undefined) return () => {}
  const parent = io.parentPid()
  let timer: Timer
  const look = (): void => {
    if (io.parentPid() === parent) timer = clock.after(LOOK_MS, look)
    else stop()
  }
  timer = clock.after(LOOK_MS, look)
  return () => timer.cancel()
}
