/** Plays one round: steps and cures at their times, with a look at everything after each. */
import type { Cure } from '../../transport/memory.ts'
import type { Hardship } from '../hardship.ts'
import type { InvariantWatch } from '../invariants/watch.ts'
import { lasts } from '../scenario/check-hardship.ts'
import type { VirtualWorld } from '../virtual-world.ts'
import type { Counts } from './counts.ts'
import type { OurFleet } from './fleet.ts'
import type { SimulatedServer } from './peers.ts'
import { type Round, SETTLING, type SimulatedAct, type SimulationStep, US } from './plan.ts'

/** Nothing goes by for longer without a look. */
const LOOK_MS = 60_000

/** Is told of each hardship, and until when it lasts. */
type Suffers = (hardship: Hardship, from: number, to: number) => void

interface Ill {
  readonly endsAt: number
  readonly cure: Cure
}

export class Timeline {
  readonly #world: VirtualWorld
  readonly #watch: InvariantWatch
  readonly #fleet: OurFleet
  readonly #servers: ReadonlyMap<string, SimulatedServer>
  readonly #counts: Counts
  readonly #suffers: Suffers
  #ills: Ill[] = []

  constructor(
    world: VirtualWorld,
    watch: InvariantWatch,
    fleet: OurFleet,
    servers: ReadonlyMap<string, SimulatedServer>,
    counts: Counts,
    suffers: Suffers = () => {},
  ) {
    this.#world = world
    this.#watch = watch
    this.#fleet = fleet
    this.#servers = servers
    this.#counts = counts
    this.#suffers = suffers
  }

  /** To the end of the round, or to the first breach. What was not cured by then still lasts. */
  async play({ steps, lastsMs }: Round): Promise<void> {
    const base = this.#world.clock.now()
    for (const step of steps) {
      await this.#passTo(base + step.atMs)
      if (this.#isBroken) return
      this.#take(step, base + lastsMs)
      await this.#settle()
    }
    await this.#passTo(base + lastsMs)
  }

  cureAll(): void {
    for (const { cure } of this.#ills) cure()
    this.#ills = []
  }

  get #isBroken(): boolean {
    return this.#watch.breaches.length > 0
  }

  /** Lets time pass, curing what is due on the way. */
  async #passTo(at: number): Promise<void> {
    while (!this.#isBroken) {
      const next = this.#ills.reduce<Ill | null>(
        (first, ill) => (ill.endsAt <= at && (first === null || ill.endsAt < first.endsAt) ? ill : first),
        null,
      )
      const until = Math.min(next?.endsAt ?? at, this.#world.clock.now() + LOOK_MS)
      await this.#world.advanceTo(until, SETTLING)
      if (next !== null && until === next.endsAt) {
        this.#ills.splice(this.#ills.indexOf(next), 1)
        next.cure()
        await this.#settle()
      } else this.#watch.look()
      if (next === null && until >= at) return
    }
  }

  /** What happens at once, happens before anybody looks. */
  async #settle(): Promise<void> {
    await this.#world.advance(0)
    this.#watch.look()
  }

  #take(step: SimulationStep, roundEndsAt: number): void {
    if ('act' in step) {
      this.#counts.acted(step.act.kind)
      return this.#act(step.act)
    }
    const { forMs } = step
    const inflict = within(step.inflict, roundEndsAt - this.#world.clock.now())
    this.#counts.inflicted(inflict.kind)
    const now = this.#world.clock.now()
    const endsAt = Math.min(roundEndsAt, now + (forMs ?? Number.POSITIVE_INFINITY))
    this.#note(inflict, now, endsAt)
    this.#suffers(inflict, now, endsAt)
    const cure = this.#world.inflict(inflict)
    if (lasts(inflict)) this.#ills.push({ endsAt, cure })
  }

  #act(act: SimulatedAct): void {
    if (act.kind !== 'manners' && act.kind !== 'errors') {
      // Users are code of our process: they act when that runs.
      this.#world.host(US).clock.after(0, () => this.#fleet.act(act))
      return
    }
    const server = this.#servers.get(act.host)
    if (server === undefined) return
    if (act.kind === 'manners') server.manner = act.manner
    else server.errors = act.share
  }

  /** When our process does not run, it charges nobody. */
  #note(hardship: Hardship, now: number, endsAt: number): void {
    if (!('host' in hardship) || hardship.host !== US) return
    if (hardship.kind === 'freeze') this.#watch.notRunning({ from: now, to: endsAt })
    if (hardship.kind === 'clock jump') this.#watch.notRunning({ from: now, to: now })
    if (hardship.kind === 'stall' || hardship.kind === 'sleep') {
      this.#watch.notRunning({ from: now, to: now + hardship.ms })
    }
  }
}

/** What keeps somebody from running ends with its round. */
function within(hardship: Hardship, mostMs: number): Hardship {
  if (hardship.kind !== 'stall' && hardship.kind !== 'sleep') return hardship
  return { ...hardship, ms: Math.min(hardship.ms, Math.max(0, mostMs)) }
}
