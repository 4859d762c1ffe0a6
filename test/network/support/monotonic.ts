/**
 * Times that the programs of a test can compare. The system's clock may be set while they run, as it is when a machine has
 * just been started or was put to sleep; this one is the same for all processes of a machine, and never set.
 */
import { type Clock, systemClock } from '../../../src/index.ts'

/** When something happened, in whole ms since a moment that all processes of this machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/** The system's clock, but that it dates the feed so. */
export const monotonicClock: Clock = { ...systemClock, wall: nowMs }
