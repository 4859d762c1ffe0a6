/** What went over connections, summed. */
import type { Counts } from '../machines/traffic.ts'

/** Counts of so many connections together. */
export interface Tally extends Counts {
  readonly connections: number
}

export const NO_COUNTS: Tally = { connections: 0, frames: 0, beats: 0, misses: 0, reconnects: 0 }

/** One connection more. */
export function more(tally: Tally, counts: Counts): Tally {
  return {
    connections: tally.connections + 1,
    frames: tally.frames + counts.frames,
    beats: tally.beats + counts.beats,
    misses: tally.misses + counts.misses,
    reconnects: tally.reconnects + counts.reconnects,
  }
}
