/** What many runs amount to together. */
import { INVARIANTS } from '../invariants/invariants.ts'
import type { SimulationReport } from './simulate.ts'

/** The sums of many reports. */
export interface SimulationSummary {
  readonly seeds: number
  readonly connectionHours: number
  readonly events: number
  readonly hardships: Readonly<Record<string, number>>
  readonly acts: Readonly<Record<string, number>>
  /** What there was besides the fleets. */
  readonly parts: Readonly<Record<string, number>>
  /** How often each invariant was checked, by its number. */
  readonly checked: Readonly<Record<string, number>>
}

export const NO_RUNS: SimulationSummary = {
  seeds: 0,
  connectionHours: 0,
  events: 0,
  hardships: {},
  acts: {},
  parts: {},
  checked: Object.fromEntries(INVARIANTS.map(({ number }) => [number, 0])),
}

/** One report, or one summary, more. */
export function together(sum: SimulationSummary, more: SimulationSummary): SimulationSummary {
  return {
    seeds: sum.seeds + more.seeds,
    connectionHours: sum.connectionHours + more.connectionHours,
    events: sum.events + more.events,
    hardships: added(sum.hardships, more.hardships),
    acts: added(sum.acts, more.acts),
    parts: added(sum.parts, more.parts),
    checked: added(sum.checked, more.checked),
  }
}

/** One report as a summary of its own. */
export function summaryOf({
  connectionHours,
  events,
  hardships,
  acts,
  parts,
  checked,
}: SimulationReport): SimulationSummary {
  return {
    seeds: 1,
    connectionHours,
    events,
    hardships,
    acts,
    parts,
    checked: Object.fromEntries(checked.map(({ number, times }) => [number, times])),
  }
}

function added(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...one }
  for (const [key, count] of Object.entries(other)) sum[key] = (sum[key] ?? 0) + count
  return sum
}
