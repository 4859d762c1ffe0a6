/** One seed: a world is drawn, and run; what it breaks is made small. */

import type { FeedEvent } from '../../supervisor/feed.ts'
import { checkInteger, checkKnown, checkRange } from '../../transport/transport.ts'
import type { Checked } from '../invariants/ledger.ts'
import { drawPlan } from './draw.ts'
import type { SimulationFile } from './file.ts'
import { runPlan } from './run.ts'
import { checkShrink, type ShrinkOptions, shrink } from './shrink.ts'

/** What is simulated. */
export interface SimulateOptions {
  /** Where everything is drawn from: the same seed, and the same other options, are the same run. A whole number. */
  readonly seed: number
  /** How long hardship lasts, in hours of the simulated clock, all its rounds together; recoveries come on top. */
  readonly hours: number
  /** How many connections, dialled and accepted together; from 2 to 10 000. Default: between 30 and 70, drawn. */
  readonly connections?: number
  /** How much may be spent on making small what was broken; false: nothing. */
  readonly shrink?: ShrinkOptions | false
  /** Is told of everything that the feed tells, as it happens. */
  readonly onEvent?: (event: FeedEvent) => void
}

/** What became of it: plain data. */
export interface SimulationReport {
  /** The seed that was simulated. */
  readonly seed: number
  /** Connections times hours of the simulated clock, those included in which everybody recovers. */
  readonly connectionHours: number
  /** Events of the feed. */
  readonly events: number
  /** How often each hardship was inflicted, by their kinds. */
  readonly hardships: Readonly<Record<string, number>>
  /** How often each act was carried out, by their kinds. */
  readonly acts: Readonly<Record<string, number>>
  /** What there was besides the fleet: breakers and the calls they passed and refused, leases that were got and lost. */
  readonly parts: Readonly<Record<string, number>>
  /** How often each invariant was checked. */
  readonly checked: readonly Checked[]
  /** The whole feed as one number: the same for the same run. */
  readonly digest: number
  /** The first thing that was broken, with a small plan that breaks it as well; null while all went well. */
  readonly failure: SimulationFile | null
}

/**
 * Draws a world from a seed and lets it run: a supervisor with connections, tasks and a listener under all strategies, peers
 * that misbehave, and in some worlds calls through breakers, or a registry, under hardship at rates drawn for this seed.
 * Rounds of hardship are followed by healing, after which everybody has to recover; at the end all is stopped, and nothing
 * may be left. All invariants are checked at every step.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  checkKnown(options, ['seed', 'hours', 'connections', 'shrink', 'onEvent'])
  const { connections, onEvent } = options
  const seed = checkInteger('seed', options.seed, 0, Number.MAX_SAFE_INTEGER)
  const hours = checkRange('hours', options.hours, 0.001, 10_000, 'hours')
  if (options.shrink !== undefined && options.shrink !== false) checkShrink(options.shrink)
  if (connections !== undefined) checkInteger('connections', connections, 2, 10_000)
  const plan = drawPlan({ seed, hours, ...(connections === undefined ? {} : { connections }) })
  const { broken, checked, counts } = await runPlan(plan, onEvent === undefined ? {} : { onEvent })
  return {
    seed,
    connectionHours: counts.connectionHours,
    events: counts.events,
    hardships: Object.fromEntries(counts.hardships),
    acts: Object.fromEntries(counts.acts),
    parts: counts.parts,
    checked,
    digest: counts.digest >>> 0,
    failure: broken === null ? null : await failureOf(),
  }

  async function failureOf(): Promise<SimulationFile | null> {
    if (broken === null) return null
    const small = options.shrink === false ? { plan, broken } : await shrink(plan, broken, options.shrink)
    return { v: 1, kind: 'simulation', seed, plan: small.plan, broken: small.broken }
  }
}
