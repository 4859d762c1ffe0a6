/** A pattern for each phase, so that bands can be told apart without their colours. Pure data, for canvas and SVG alike. */

/** Strokes in a square tile, repeated; null: plain. */
export interface Hatch {
  readonly size: number
  readonly path: string
  readonly width: number
}

const rising: Hatch = { size: 8, path: 'M-2 2L2 -2M-2 10L10 -2M6 10L10 6', width: 1.6 }
const crossed: Hatch = { size: 8, path: 'M0 0L8 8M8 0L0 8', width: 1.4 }
const dotted: Hatch = { size: 6, path: 'M2 3H4', width: 2 }
const level: Hatch = { size: 6, path: 'M0 3H6', width: 1.4 }
const upright: Hatch = { size: 7, path: 'M3.5 0V7', width: 1.4 }
const dense: Hatch = { size: 5, path: 'M0 2.5H5M2.5 0V5', width: 1.2 }

const HATCHES: ReadonlyMap<string, Hatch> = new Map([
  ['connecting', level],
  ['opening', level],
  ['suspect', rising],
  ['dead', crossed],
  ['givingUp', crossed],
  ['backoff', dotted],
  ['draining', dotted],
  ['stopped', upright],
  ['stopping', upright],
  ['closing', upright],
  ['closed', upright],
  ['gone', upright],
  ['failed', dense],
])

export function hatchOf(phase: string): Hatch | null {
  return HATCHES.get(phase) ?? null
}

/** Of a time in which this process did not run. */
export const STALL_HATCH: Hatch = { size: 8, path: 'M-2 6L2 10M-2 -2L10 10M6 -2L10 2', width: 1.2 }
