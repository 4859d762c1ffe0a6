/** From a seed to a plan: who is there, how often what goes wrong, and when. The same seed gives the same plan. */
import { seededRandom } from '../../clock/random.ts'
import { Chance } from './chance.ts'
import { drawFleet } from './draw-fleet.ts'
import { withParts } from './draw-parts.ts'
import { type Cast, Fate } from './draw-steps.ts'
import type { Round, SimulatedChild, SimulationPlan } from './plan.ts'

export interface DrawOptions {
  readonly seed: number
  /** How long hardship lasts, all rounds together. */
  readonly hours: number
  /** How many connections there are, dialled and accepted. Default: between 30 and 70, drawn. */
  readonly connections?: number
}

/** The longest phase of hardship before everybody has to recover. */
const LONGEST_ROUND_MS = 20 * 60_000
const SHORTEST_ROUND_MS = 2 * 60_000

/** Draws a world and everything that befalls it. */
export function drawPlan({ seed, hours, connections }: DrawOptions): SimulationPlan {
  const chance = new Chance(seededRandom(`simulation ${seed}`))
  const fleet = drawFleet(chance, connections ?? chance.between(30, 70))
  const fate = new Fate(chance, castOf(fleet))
  const rounds: Round[] = []
  for (let left = hours * 3_600_000; left > 0; ) {
    const drawn = chance.spread(SHORTEST_ROUND_MS, LONGEST_ROUND_MS)
    const lastsMs = Math.ceil(left - drawn < SHORTEST_ROUND_MS ? left : drawn)
    rounds.push({ lastsMs, steps: fate.steps(lastsMs) })
    left -= lastsMs
  }
  const plan: SimulationPlan = {
    v: 1,
    seed,
    latencyMs: chance.spread(1, 100),
    dials: chance.is(0.1)
      ? null
      : {
          perSecond: chance.pick(2, 5, 20, 400),
          burst: chance.pick(1, 3, 6),
          canaryMs: chance.pick(1_000, 2_000, 5_000),
        },
    ...fleet,
    rounds,
  }
  return withParts(plan, [...idsOf(fleet.children, '')])
}

function castOf({ peers, clients, children }: Pick<SimulationPlan, 'peers' | 'clients' | 'children'>): Cast {
  const all = [...idsOf(children, '')]
  const ids = (kind: SimulatedChild['kind']): string[] =>
    all.filter(({ child }) => child.kind === kind).map(({ id }) => id)
  return {
    hosts: [...peers, ...clients].map(({ host }) => host),
    peers: peers.map(({ host }) => host),
    connections: ids('connection'),
    tasks: ids('task'),
    supervisors: ids('supervisor'),
    dynamic: all.filter(({ isDynamic }) => isDynamic).map(({ id }) => id),
  }
}

/** Everybody in a tree, with their ids in the feed, outermost first. */
export function* idsOf(
  children: readonly SimulatedChild[],
  prefix: string,
  isDynamic = false,
): Generator<{ readonly id: string; readonly child: SimulatedChild; readonly isDynamic: boolean }> {
  for (const child of children) {
    const id = prefix + child.name
    yield { id, child, isDynamic }
    if (child.kind === 'supervisor') yield* idsOf(child.children, `${id}/`, child.dynamic)
  }
}
