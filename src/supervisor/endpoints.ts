/** The endpoints that a supervisor's connections dial, and the budget they share. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Dialler, Dials, Place } from '../machines/dials.ts'
import type { Plan } from '../machines/options.ts'
import type { Budget } from './budget.ts'
import { Endpoint } from './endpoint.ts'
import { Member } from './member.ts'

export class Endpoints implements Dials {
  readonly #known = new Map<string, { readonly endpoint: Endpoint; members: number }>()
  readonly #budget: Budget
  readonly #make: () => Endpoint

  /** @param canaryMs the longest from one canary to the next. */
  constructor(clock: Clock, random: Random, budget: Budget, canaryMs: number) {
    this.#budget = budget
    // Drawn, or the canaries of many processes would sing together.
    const draw = (): number => (canaryMs * (1 + random())) / 2
    this.#make = () => new Endpoint(clock, budget, draw)
  }

  join(key: string | null, plan: Plan, dialler: Dialler): Place {
    if (key === null) return new Member(this.#make(), plan, dialler, () => {})
    const known = this.#known.get(key) ?? { endpoint: this.#make(), members: 0 }
    this.#known.set(key, known)
    known.members += 1
    return new Member(known.endpoint, plan, dialler, () => {
      known.members -= 1
      if (known.members === 0) this.#known.delete(key)
    })
  }

  leave(go: () => void): Timer {
    return this.#budget.leave(go)
  }
}
