/** A run of the simulation that went wrong, as a file: the plan, made small, and what it breaks. */
import { INVARIANTS } from '../invariants/invariants.ts'
import type { Breach } from '../invariants/ledger.ts'
import type { SimulationPlan } from './plan.ts'

/** What was broken; invariant 0 where something threw and nobody had caught it. */
export type Broken = Omit<Breach, 'invariant'> & { readonly invariant: Breach['invariant'] | 0 }

/** A plan that breaks an invariant, or once did: what the simulation writes, and `runSimulated` runs. */
export interface SimulationFile {
  /** The version of this form. */
  readonly v: 1
  /** Tells it from other files of ours. */
  readonly kind: 'simulation'
  /** The seed that the plan was drawn from, before it was made smaller. */
  readonly seed: number
  /** The world, as small as could be found. */
  readonly plan: SimulationPlan
  /** What it broke when it was written; null of one that once did, and is kept as a test. */
  readonly broken: Broken | null
}

/** Whether this says of itself that it is such a file; whether it can be used is for `checkSimulationFile` to say. */
export function isSimulationFile(value: unknown): value is { readonly kind: 'simulation' } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'simulation'
}

/** What was broken, in a few lines for people. */
export function describeBroken({ invariant, sentence, id, atMs, what }: Broken): string {
  const name = INVARIANTS.find(({ number }) => number === invariant)?.name
  const which = name === undefined ? sentence : `invariant ${invariant} (${name}): ${sentence}`
  return `${which}\n${id}, ${atMs} ms after the start, ${what}`
}
