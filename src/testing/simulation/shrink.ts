/** Makes a plan that breaks something small: first fewer steps, then fewer children and hosts, then round times. */
import type { Clock } from '../../clock/clock.ts'
import { checkInteger, checkKnown, checkRange } from '../../transport/option.ts'
import { claimOf } from '../search/claim.ts'
import type { Broken } from './file.ts'
import type { Round, SimulatedChild, SimulationPlan, SimulationStep } from './plan.ts'
import { ELSEWHERE, REGISTRY, type SimulatedRegistry } from './plan-parts.ts'
import { ddmin } from './reduce.ts'
import { runPlan } from './run.ts'

/** How much may be spent on it. */
export interface ShrinkOptions {
  /** How often the plan may be run. Default 300. */
  readonly maxRuns?: number
  /** How long that may take, in ms of {@link ShrinkOptions.clock}. Default 60 000. */
  readonly maxMs?: number
  /** By which that is measured. Default: it is not. */
  readonly clock?: Pick<Clock, 'now'>
  /** Runs a plan. Default `runPlan`. */
  readonly run?: (plan: SimulationPlan) => Promise<Broken | null>
}

/** A plan that breaks the same invariant, and what it breaks. */
export interface Shrunk {
  /** As small as could be found. */
  readonly plan: SimulationPlan
  /** What it breaks. */
  readonly broken: Broken
  /** How often a plan was run for that. */
  readonly runs: number
}

interface PlacedStep {
  readonly round: number
  readonly step: SimulationStep
}

/**
 * The smallest plan found that breaks the same invariant, within a budget of runs. A plan that breaks nothing cannot be
 * shrunk.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export async function shrink(
  plan: SimulationPlan,
  broken: Broken,
  options: ShrinkOptions = {},
): Promise<Shrunk> {
  const { maxRuns, maxMs } = checkShrink(options)
  const { clock, run = async (one) => (await runPlan(one)).broken } = options
  const since = clock?.now() ?? 0
  let best = { plan, broken }
  let runs = 0
  /** Null when the budget is spent. */
  const still = async (smaller: SimulationPlan): Promise<boolean | null> => {
    if (runs >= maxRuns || (clock !== undefined && clock.now() - since > maxMs)) return null
    runs += 1
    const found = await run(smaller)
    if (found === null || !areAlike(found, broken)) return false
    best = { plan: smaller, broken: found }
    return true
  }
  // What comes after the breach does nothing for it; and with a little luck everything goes but the last round.
  await still(cutOff(plan, broken.atMs))
  await still({ ...best.plan, rounds: best.plan.rounds.slice(-1) })
  await ddmin(placedSteps(best.plan), (steps) => still(withSteps(best.plan, steps)))
  await still({ ...best.plan, rounds: best.plan.rounds.filter(({ steps }) => steps.length > 0) })
  await ddmin(namesOf(best.plan.children, ''), (ids) =>
    still({ ...best.plan, children: kept(best.plan.children, '', new Set(ids)) }),
  )
  await ddmin(best.plan.peers, (peers) => still({ ...best.plan, peers: needed(best.plan, peers) }))
  await still({ ...best.plan, clients: [] })
  await fewerParts(() => best.plan, still)
  await ddmin(placedSteps(best.plan), (steps) => still(withSteps(best.plan, steps)))
  for (const to of [10_000, 1_000, 100]) await still(rounded(best.plan, to))
  return { ...best, runs }
}

/** How much may be spent. @throws OptionError naming the option that cannot be used. */
export function checkShrink(options: ShrinkOptions): { readonly maxRuns: number; readonly maxMs: number } {
  checkKnown(options, ['maxRuns', 'maxMs', 'clock', 'run'], 'shrink', 'shrink.')
  const { maxRuns = 300, maxMs = 60_000 } = options
  return {
    maxRuns: checkInteger('shrink.maxRuns', maxRuns, 0, 1_000_000_000),
    maxMs: checkRange('shrink.maxMs', maxMs, 0, Number.MAX_VALUE, 'milliseconds'),
  }
}

/** Whether it is the same that broke. What was thrown, and is no invariant, is told from others by its words. */
function areAlike(one: Broken, other: Broken): boolean {
  if (one.invariant !== other.invariant) return false
  return one.invariant !== 0 || claimOf(new Error(one.what)) === claimOf(new Error(other.what))
}

/** Rounds, and steps, that begin after `atMs` are left out. Recoveries take longer than rounds, so that none is cut short. */
function cutOff(plan: SimulationPlan, atMs: number): SimulationPlan {
  const rounds: Round[] = []
  let begins = 0
  for (const round of plan.rounds) {
    if (begins > atMs) break
    rounds.push({ ...round, steps: round.steps.filter((step) => begins + step.atMs <= atMs) })
    begins += round.lastsMs
  }
  return { ...plan, rounds }
}

function placedSteps({ rounds }: SimulationPlan): PlacedStep[] {
  return rounds.flatMap(({ steps }, round) => steps.map((step) => ({ round, step })))
}

function withSteps(plan: SimulationPlan, steps: readonly PlacedStep[]): SimulationPlan {
  const rounds = plan.rounds.map(({ lastsMs }, n) => ({
    lastsMs,
    steps: steps.filter(({ round }) => round === n).map(({ step }) => step),
  }))
  return { ...plan, rounds }
}

function namesOf(children: readonly SimulatedChild[], prefix: string): string[] {
  return children.flatMap((child) => {
    const id = prefix + child.name
    return child.kind === 'supervisor' ? [id, ...namesOf(child.children, `${id}/`)] : [id]
  })
}

/** Those of these ids; without a supervisor nothing under it is there. */
function kept(
  children: readonly SimulatedChild[],
  prefix: string,
  ids: ReadonlySet<string>,
): SimulatedChild[] {
  return children
    .filter(({ name }) => ids.has(prefix + name))
    .map((child) =>
      child.kind === 'supervisor'
        ? { ...child, children: kept(child.children, `${prefix}${child.name}/`, ids) }
        : child,
    )
}

/** Without callers and a registry, or with fewer of them. */
async function fewerParts(
  best: () => SimulationPlan,
  still: (smaller: SimulationPlan) => Promise<boolean | null>,
): Promise<void> {
  if (best().callers !== undefined) await still(without(best(), 'callers'))
  if (best().registry !== undefined) await still(without(best(), 'registry'))
  const { callers, registry } = best()
  if (callers !== undefined) await ddmin(callers, (some) => still({ ...best(), callers: some }))
  if (registry === undefined) return
  const smaller = (part: Partial<SimulatedRegistry>): SimulationPlan => ({
    ...best(),
    registry: { ...(best().registry ?? registry), ...part },
  })
  await ddmin(registry.registrations, (registrations) => still(smaller({ registrations })))
  if (registry.rival !== null) await still(smaller({ rival: null }))
}

/** Without what is there besides its fleet, and what befalls that. */
function without(plan: SimulationPlan, part: 'callers' | 'registry'): SimulationPlan {
  const { [part]: _, ...rest } = plan
  if (part === 'callers') return rest
  const isOf = (step: SimulationStep): boolean =>
    [REGISTRY, ELSEWHERE].some((host) => JSON.stringify(step).includes(JSON.stringify(host)))
  const rounds = plan.rounds.map(({ lastsMs, steps }) => ({
    lastsMs,
    steps: steps.filter((one) => !isOf(one)),
  }))
  return { ...rest, rounds }
}

/** Hosts that anything names stay, whoever is asked for. */
function needed(plan: SimulationPlan, peers: SimulationPlan['peers']): SimulationPlan['peers'] {
  const rest = JSON.stringify([plan.children, plan.rounds])
  return plan.peers.filter((peer) => peers.includes(peer) || rest.includes(JSON.stringify(peer.host)))
}

/** All times as multiples of `to`, so that people can read them. */
function rounded(plan: SimulationPlan, to: number): SimulationPlan {
  const round = (ms: number): number => Math.max(to, Math.round(ms / to) * to)
  return {
    ...plan,
    rounds: plan.rounds.map(({ lastsMs, steps }) => ({
      lastsMs: Math.max(round(lastsMs), ...steps.map(({ atMs }) => round(atMs))),
      steps: steps.map((step) => {
        if (!('inflict' in step) || step.forMs === undefined) return { ...step, atMs: round(step.atMs) }
        return { ...step, atMs: round(step.atMs), forMs: round(step.forMs) }
      }),
    })),
  }
}
