/** Runs the file of a simulation again: as a test it is one line. */
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Checked } from '../invariants/ledger.ts'
import { checkSimulationFile } from './check.ts'
import type { Broken } from './file.ts'
import { runPlan } from './run.ts'

/** What became of it. */
export interface SimulatedAgain {
  /** What it breaks now; null where all went well. */
  readonly broken: Broken | null
  /** How often each invariant was checked. */
  readonly checked: readonly Checked[]
  /** Events of the feed. */
  readonly events: number
  /** The whole feed as one number: the same for the same run. */
  readonly digest: number
}

/**
 * Runs a file that the simulation wrote: `expect((await runSimulated(file)).broken).toBeNull()` keeps a bug from coming back.
 *
 * @param file what `JSON.parse` made of it.
 * @throws OptionError naming the first place in it that cannot be used.
 */
export async function runSimulated(
  file: unknown,
  options: { readonly onEvent?: (event: FeedEvent) => void } = {},
): Promise<SimulatedAgain> {
  const { plan } = checkSimulationFile(file)
  const { broken, checked, counts } = await runPlan(plan, options)
  return { broken, checked, events: counts.events, digest: counts.digest >>> 0 }
}
