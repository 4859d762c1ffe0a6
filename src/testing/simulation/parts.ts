/** What a world has besides its fleet: callers behind breakers, and a registry, as far as its plan says so. */

import type { Clock } from '../../clock/clock.ts'
import { seededRandom } from '../../clock/random.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Hardship } from '../hardship.ts'
import { Breakers } from '../invariants/breakers.ts'
import { type CountedClock, countedClock } from '../invariants/counted-clock.ts'
import { Leases } from '../invariants/leases.ts'
import type { WatcherOf } from '../invariants/watcher.ts'
import { lasts } from '../scenario/check-hardship.ts'
import type { VirtualWorld } from '../virtual-world.ts'
import { Caller } from './caller.ts'
import { SETTLING, type SimulationPlan, US } from './plan.ts'
import { ELSEWHERE, REGISTRY } from './plan-parts.ts'
import { OurRegistrations, startElsewhere } from './registrations.ts'
import { RegistryServer } from './registry-server.ts'

/** More than two requests take. */
const CLOSING_MS = 10_000

export class Parts {
  /** Who watches what there is. */
  readonly keep: readonly WatcherOf[]
  readonly #plan: SimulationPlan
  readonly #world: VirtualWorld
  readonly #breakers = new Breakers()
  readonly #leases: Leases
  /** For our client of the registry. */
  readonly #clock: CountedClock
  #callers: readonly Caller[] = []
  #registrations: OurRegistrations | null = null
  #dismiss = (): void => {}
  #isClosed = true

  constructor(plan: SimulationPlan, world: VirtualWorld) {
    this.#plan = plan
    this.#world = world
    this.#leases = new Leases(world.clock)
    this.#clock = countedClock(world.host(US).clock)
    this.keep = [
      ...(plan.callers === undefined ? [] : [this.#breakers.keep]),
      ...(plan.registry === undefined ? [] : [this.#leases.keep]),
    ]
  }

  /** Ids of connections that are asked something. */
  get asked(): ReadonlySet<string> {
    return new Set(this.#plan.callers?.map(({ connection }) => connection))
  }

  /** @param treeClock that of the supervisor. */
  begin(root: Supervisor, treeClock: Clock): void {
    const { seed, callers = [], registry } = this.#plan
    const us = this.#world.host(US)
    this.#callers = callers.map(
      (plan) =>
        new Caller(plan, {
          root,
          clock: us.clock,
          treeClock,
          random: seededRandom(`caller ${plan.connection} ${seed}`),
          breakers: this.#breakers,
        }),
    )
    if (registry === undefined) return
    const leases = this.#leases
    const random = (who: string) => seededRandom(`${who} ${seed}`)
    const server = new RegistryServer(
      this.#world.host(REGISTRY),
      random('registry'),
      registry.keepsData,
      leases,
    )
    leases.serves((instance) => server.holder(instance))
    this.#isClosed = false
    this.#dismiss = startElsewhere(this.#world.host(ELSEWHERE), registry, random('elsewhere'), leases)
    const world = { root, us, clock: this.#clock, random: random('registrations'), leases }
    this.#registrations = new OurRegistrations(registry.registrations, world)
  }

  /** A hardship begins, and lasts until then. */
  suffers(hardship: Hardship, from: number, to: number): void {
    if (this.#plan.registry === undefined || !concerns(hardship)) return
    const ms = hardship.kind === 'stall' || hardship.kind === 'sleep' ? hardship.ms : 0
    const time = { from, to: Math.max(lasts(hardship) ? to : from, from + ms) }
    this.#leases.suffers(time)
    if (!('host' in hardship) || hardship.host !== US) return
    if (hardship.kind === 'sleep') this.#leases.sleeps(time)
    if (hardship.kind === 'clock jump' && hardship.ms < 0) this.#leases.setBack()
  }

  /** Nobody calls any more, and nobody is registered anew. */
  quiet(): void {
    for (const caller of this.#callers) caller.close()
    this.#registrations?.quiet()
  }

  /** The tree has stopped: what is registered is withdrawn by then, and the registry is told, which answers. */
  async close(): Promise<void> {
    if (this.#plan.registry === undefined) return
    this.#dismiss()
    void this.#registrations?.close().then(() => {
      this.#isClosed = true
    })
    await this.#world.advance(CLOSING_MS, SETTLING)
  }

  /** Hosts of its own. */
  get hosts(): readonly string[] {
    return this.#plan.registry === undefined ? [] : [REGISTRY, ELSEWHERE]
  }

  /** What is left of it, counted; once it is closed that has to be nothing. */
  get left(): number {
    const calls = this.#callers.reduce((sum, { unsettled }) => sum + unsettled, 0)
    return calls + this.#clock.pending + (this.#isClosed ? 0 : 1)
  }

  /** What there was, in numbers that can be added up over many worlds. */
  get seen(): Readonly<Record<string, number>> {
    const { callers, registry } = this.#plan
    const { passed, refused, opened, closed } = this.#breakers.seen
    const breakers = this.#callers.reduce((sum, { made }) => sum + made, 0)
    const calls = {
      breakers,
      'calls passed': passed,
      'calls refused': refused,
      openings: opened,
      closings: closed,
    }
    const leases = this.#registrations?.seen ?? { held: 0, lost: 0 }
    return {
      ...(callers === undefined ? {} : { 'worlds with breakers': 1, ...calls }),
      ...(registry === undefined
        ? {}
        : { 'worlds with a registry': 1, 'leases got': leases.held, 'leases lost': leases.lost }),
    }
  }
}

/** Whether the registry, or whoever has registered, has anything to do with it. */
function concerns(hardship: Hardship): boolean {
  if ('host' in hardship)
    return hardship.host === US || hardship.host === REGISTRY || hardship.host === ELSEWHERE
  const hosts: readonly string[] = hardship.between.flat()
  return hosts.includes(REGISTRY) || hosts.includes(ELSEWHERE)
}
