/** Draws what befalls a world: each kind of hardship, and each act, at a rate of its own on the scale of minutes. */

import type { Hardship, HardshipKind } from '../hardship.ts'
import { lasts } from '../scenario/check-hardship.ts'
import type { Chance } from './chance.ts'
import { MANNERS, type SimulatedAct, type SimulationStep, US } from './plan.ts'

/** Whom things befall. */
export interface Cast {
  /** Hosts of peers, and of clients. */
  readonly hosts: readonly string[]
  /** Hosts of peers alone: programs with manners. */
  readonly peers: readonly string[]
  /** Ids of connections, and of tasks. */
  readonly connections: readonly string[]
  readonly tasks: readonly string[]
  readonly supervisors: readonly string[]
  /** Ids of those that come and go. */
  readonly dynamic: readonly string[]
}

export type Draw<T> = (chance: Chance, cast: Cast) => T

export const HARDSHIPS: Readonly<Record<Exclude<HardshipKind, 'frames'>, Draw<Hardship>>> = {
  delay: (chance, cast) => ({
    kind: 'delay',
    between: [US, chance.pick(...cast.hosts)],
    ms: chance.spread(10, 4_000),
    jitterMs: chance.pick(0, 0, chance.spread(1, 1_000)),
    ...oneWay(chance),
  }),
  bandwidth: (chance, cast) => ({
    kind: 'bandwidth',
    between: [US, chance.pick(...cast.hosts)],
    bytesPerSecond: chance.spread(10, 10_000),
    ...oneWay(chance),
  }),
  cut: (chance, cast) => {
    const host = chance.pick(...cast.hosts)
    return { kind: 'cut', between: chance.is(0.5) ? [US, host] : [host, US], ...oneWay(chance) }
  },
  partition: (chance, cast) => {
    const share = chance.pick(0.5, 1)
    const away = cast.hosts.filter(() => chance.is(share))
    return { kind: 'partition', between: [[US], away.length === 0 ? cast.hosts : away], ...oneWay(chance) }
  },
  reset: (chance, cast) => ({ kind: 'reset', between: [US, chance.pick(...cast.hosts)] }),
  refuse: (chance, cast) => ({ kind: 'refuse', host: chance.pick(...cast.hosts) }),
  unreachable: (chance, cast) => ({ kind: 'unreachable', host: chance.pick(...cast.hosts) }),
  mute: (chance, cast) => ({ kind: 'mute', host: chance.pick(...cast.hosts) }),
  'slow reader': (chance, cast) => ({
    kind: 'slow reader',
    host: chance.pick(...cast.hosts),
    bytesPerSecond: chance.pick(0, 1, 10),
  }),
  crash: (chance, cast) => ({ kind: 'crash', host: chance.pick(...cast.hosts) }),
  freeze: (chance, cast) => ({ kind: 'freeze', host: ours(chance, cast) }),
  stall: (chance, cast) => ({ kind: 'stall', host: ours(chance, cast), ms: chance.spread(50, 20_000) }),
  sleep: (chance, cast) => ({ kind: 'sleep', host: ours(chance, cast), ms: chance.spread(1_000, 600_000) }),
  'clock jump': (chance, cast) => ({
    kind: 'clock jump',
    host: ours(chance, cast),
    ms: chance.pick(1, -1) * chance.spread(10, 3_600_000),
  }),
}

/** Peers that say no are for worlds in which somebody asks them. */
const ACTS: Readonly<Record<Exclude<SimulatedAct['kind'], 'errors'>, Draw<SimulatedAct>>> = {
  send: (chance, cast) => ({ kind: 'send', connection: chance.pick(...cast.connections), text: 'order' }),
  stop: (chance, cast) => ({ kind: 'stop', connection: anybody(chance, cast) }),
  'stop now': (chance, cast) => ({ kind: 'stop now', connection: anybody(chance, cast) }),
  retry: (chance, cast) => ({ kind: 'retry', connection: chance.pick(...cast.connections) }),
  pause: (chance, cast) => ({ kind: 'pause', connection: chance.pick(...cast.connections) }),
  resume: (chance, cast) => ({ kind: 'resume', connection: chance.pick(...cast.connections) }),
  start: (chance, cast) => ({ kind: 'start', connection: anybody(chance, cast) }),
  restart: (chance, cast) => ({ kind: 'restart', connection: anybody(chance, cast) }),
  remove: (chance, cast) => ({ kind: 'remove', connection: chance.pick(...cast.connections) }),
  declare: (chance, cast) => ({
    kind: 'declare',
    connection: chance.pick(...cast.dynamic, ...cast.connections),
  }),
  probe: (chance, cast) => ({ kind: 'probe', connection: chance.pick(...cast.connections) }),
  rotate: (chance, cast) => ({ kind: 'rotate', connection: chance.pick(...cast.connections) }),
  change: (chance, cast) => ({ kind: 'change', connection: chance.pick(...cast.connections) }),
  bug: (chance, cast) => ({
    kind: 'bug',
    connection: chance.pick(...cast.tasks, ...cast.connections),
    times: chance.pick(1, 1, 2, 4, 8),
  }),
  manners: (chance, cast) => ({
    kind: 'manners',
    host: chance.pick(...cast.peers),
    manner: chance.pick(...MANNERS),
  }),
}

/** How often something happens on average: between these, for each kind and seed. */
export interface Often {
  readonly soonestMs: number
  readonly rarestMs: number
}

const USUAL: Often = { soonestMs: 2 * 60_000, rarestMs: 120 * 60_000 }
/** The share of kinds that a seed leaves out altogether. */
const LEFT_OUT = 0.3

/** When what happens next, over all rounds of one world: rates stay as they were drawn. */
export class Fate {
  readonly #chance: Chance
  readonly #cast: Cast
  readonly #rates: readonly { readonly meanMs: number; readonly draw: () => SimulationStep }[]

  /** @param hardships and `acts`: what may happen. Default: everything. */
  constructor(
    chance: Chance,
    cast: Cast,
    hardships: readonly Draw<Hardship>[] = Object.values(HARDSHIPS),
    acts: readonly Draw<SimulatedAct>[] = Object.values(ACTS),
    { soonestMs, rarestMs }: Often = USUAL,
  ) {
    this.#chance = chance
    this.#cast = cast
    const kinds = [
      ...hardships.map((draw) => () => this.#inflict(draw)),
      ...acts.map((draw) => () => ({ atMs: 0, act: draw(chance, cast) })),
    ]
    this.#rates = kinds
      .map((draw) => ({ meanMs: chance.spread(soonestMs, rarestMs), draw, isIn: !chance.is(LEFT_OUT) }))
      .filter(({ isIn }) => isIn)
  }

  /** What happens in a round, in order. */
  steps(lastsMs: number): SimulationStep[] {
    const steps: SimulationStep[] = []
    for (const { meanMs, draw } of this.#rates) {
      for (let at = this.#chance.untilNext(meanMs); at < lastsMs; at += this.#chance.untilNext(meanMs)) {
        const step = draw()
        steps.push({ ...step, atMs: at }, ...this.#amends(step, at, lastsMs))
        // What nobody cures in time often comes in a row.
        if (this.#chance.is(0.1))
          steps.push({ ...draw(), atMs: Math.min(lastsMs, at + this.#chance.spread(1, 5_000)) })
      }
    }
    return steps.sort((a, b) => a.atMs - b.atMs)
  }

  /** Programs that misbehave are mended after a while. */
  #amends(step: SimulationStep, at: number, lastsMs: number): SimulationStep[] {
    if (!('act' in step) || (step.act.kind !== 'manners' && step.act.kind !== 'errors')) return []
    const atMs = at + this.#chance.spread(5_000, 180_000)
    if (atMs >= lastsMs) return []
    const { act } = step
    return [{ atMs, act: act.kind === 'errors' ? { ...act, share: 0 } : { ...act, manner: 'answers' } }]
  }

  #inflict(draw: Draw<Hardship>): SimulationStep {
    const inflict = draw(this.#chance, this.#cast)
    if (!lasts(inflict)) return { atMs: 0, inflict }
    const isOurs = 'host' in inflict && inflict.host === US
    return { atMs: 0, inflict, forMs: this.#chance.spread(200, isOurs ? 40_000 : 180_000) }
  }
}

function oneWay(chance: Chance): { readonly oneWay?: boolean } {
  return chance.is(0.3) ? { oneWay: true } : {}
}

/** Where a process does not run: ours half of the time, since that is what our promises are about. */
function ours(chance: Chance, { hosts }: Cast): string {
  return chance.is(0.5) ? US : chance.pick(...hosts)
}

function anybody(chance: Chance, { connections, tasks, supervisors }: Cast): string {
  if (supervisors.length > 0 && chance.is(0.1)) return chance.pick(...supervisors)
  return chance.pick(...connections, ...tasks)
}
