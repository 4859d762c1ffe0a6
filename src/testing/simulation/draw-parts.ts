/**
 * Draws what a world may have besides its fleet: callers behind breakers, and a registry, with the hardship that befalls
 * them. From chance of their own, so that a world without them is what it would be if there were no such things.
 */
import { seededRandom } from '../../clock/random.ts'
import type { Hardship } from '../hardship.ts'
import { Chance } from './chance.ts'
import { type Cast, type Draw, Fate, HARDSHIPS, type Often } from './draw-steps.ts'
import {
  type SimulatedAct,
  type SimulatedChild,
  type SimulationPlan,
  type SimulationStep,
  US,
} from './plan.ts'
import {
  REGISTRY,
  type SimulatedBreaker,
  type SimulatedCaller,
  type SimulatedRegistry,
} from './plan-parts.ts'

/** The share of worlds that have callers, and of those that have a registry: most worlds are as they were. */
const SHARE = 0.2
/** More often than elsewhere: there is one registry, and a handful of callers. */
const OFTEN: Often = { soonestMs: 3 * 60_000, rarestMs: 60 * 60_000 }

/**
 * The same plan, in some worlds with callers, or a registry, or both.
 *
 * @param all everybody in its tree.
 */
export function withParts(
  plan: SimulationPlan,
  all: readonly { readonly id: string; readonly child: SimulatedChild }[],
): SimulationPlan {
  const chance = new Chance(seededRandom(`parts ${plan.seed}`))
  const [calls, registers] = [chance.is(SHARE), chance.is(SHARE)]
  if (!calls && !registers) return plan
  const connections = all.flatMap(({ id, child }) => (child.kind === 'connection' ? [id] : []))
  const tasks = all.flatMap(({ id, child }) => (child.kind === 'task' ? [id] : []))
  const peers = plan.peers.map(({ host }) => host)
  // Those that only listen for beats have peers that are not asked anything, but answer all the same.
  const callers = calls ? drawCallers(chance, connections) : []
  const registry = registers ? drawRegistry(chance, [...connections, ...tasks]) : null
  const cast: Cast = { hosts: [REGISTRY], peers, connections, tasks, supervisors: [], dynamic: [] }
  const hardships = registry === null ? [] : [...Object.values(HARDSHIPS).map(atTheRegistry), lateAnswers]
  const fate = new Fate(chance, cast, hardships, calls ? [errors, slowness] : [], OFTEN)
  return {
    ...plan,
    ...(callers.length === 0 ? {} : { callers }),
    ...(registry === null ? {} : { registry }),
    rounds: plan.rounds.map(({ lastsMs, steps }) => ({ lastsMs, steps: merged(steps, fate.steps(lastsMs)) })),
  }
}

/** In the order of their times; of the same time those first that were there before. */
function merged(steps: readonly SimulationStep[], more: readonly SimulationStep[]): SimulationStep[] {
  return [...steps, ...more].sort((a, b) => a.atMs - b.atMs)
}

function errors(chance: Chance, { peers }: Cast): SimulatedAct {
  return { kind: 'errors', host: chance.pick(...peers), share: chance.pick(0.3, 1, 1) }
}

/** Later than some probes are waited for, and in time for most calls. */
function slowness(chance: Chance, { peers }: Cast): SimulatedAct {
  return { kind: 'manners', host: chance.pick(...peers), manner: 'slow' }
}

/** What befalls our own process is drawn for all worlds alike. */
function atTheRegistry(draw: Draw<Hardship>): Draw<Hardship> {
  return (chance, cast) => {
    const hardship = draw(chance, cast)
    return 'host' in hardship ? { ...hardship, host: REGISTRY } : hardship
  }
}

/** A lease begins when it is asked for, however late it is heard that it was granted. */
function lateAnswers(chance: Chance): Hardship {
  return { kind: 'delay', between: [REGISTRY, US], oneWay: true, ms: chance.spread(300, 2_800) }
}

function drawCallers(chance: Chance, connections: readonly string[]): SimulatedCaller[] {
  return someOf(chance, connections, 5).map((connection) => ({
    connection,
    breaker: drawBreaker(chance),
    everyMs: chance.spread(2_000, 20_000),
    atOnce: chance.between(1, 5),
    timeoutMs: chance.pick(1_000, 3_000, 8_000),
    calledOff: chance.pick(0, 0.05, 0.3),
  }))
}

function drawBreaker(chance: Chance): SimulatedBreaker {
  const openMs = chance.spread(500, 10_000)
  return {
    heeds: chance.is(0.7),
    failures: chance.is(0.8) ? chance.between(1, 6) : null,
    share: chance.is(0.4) ? chance.pick(0.2, 0.5, 0.9) : null,
    withinMs: chance.pick(10_000, 60_000),
    minCalls: chance.between(2, 10),
    probes: chance.pick(1, 1, 2, 3, 5),
    probeTimeoutMs: chance.pick(500, 2_000, 10_000),
    openMs,
    longestMs: openMs * chance.pick(1, 4, 10),
  }
}

function drawRegistry(chance: Chance, ids: readonly string[]): SimulatedRegistry {
  return {
    keepsData: chance.is(0.6),
    registrations: someOf(chance, ids, 3).map((of) => ({ of, ttlMs: chance.spread(3_000, 40_000) })),
    rival: chance.is(0.7)
      ? { wantsMs: chance.spread(10_000, 300_000), restsMs: chance.spread(10_000, 300_000) }
      : null,
  }
}

/** At least one of them, and at most so many. */
function someOf(chance: Chance, ids: readonly string[], most: number): string[] {
  const rest = [...ids]
  const some: string[] = []
  for (let left = chance.between(1, most); left > 0 && rest.length > 0; left -= 1) {
    some.push(...rest.splice(chance.between(0, rest.length - 1), 1))
  }
  return some
}
