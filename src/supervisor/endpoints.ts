/** The endpoints that a supervisor's connections dial, the budget they share, and what they make of losing all at once. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Dialler, Dials, Place, Watched } from '../machines/dials.ts'
import type { Phase } from '../machines/events.ts'
import type { Plan } from '../machines/options.ts'
import type { Cause } from '../transport/transport.ts'
import { Budget, type DialPlan } from './budget.ts'
import { Doubt, type DoubtPlan } from './doubt.ts'
import { Endpoint } from './endpoint.ts'
import type { FeedBody } from './feed.ts'
import { Member } from './member.ts'

export class Endpoints implements Dials {
  readonly #known = new Map<string, { readonly endpoint: Endpoint; members: number }>()
  readonly #budget: Budget
  readonly #doubt: Doubt | null
  readonly #make: () => Endpoint

  /** @param tell puts something into the feed. */
  constructor(clock: Clock, random: Random, plan: DialPlan, tell: (body: FeedBody) => void) {
    // Drawn, or the canaries of many processes would sing together.
    const draw = (): number => (plan.canaryMs * (1 + random())) / 2
    const budget = new Budget(clock, plan, draw)
    const doubt = plan.doubt === null ? null : doubtOf(clock, plan.doubt, budget, tell)
    this.#budget = budget
    this.#doubt = doubt
    this.#make = () => new Endpoint(clock, budget, draw, () => doubt?.answered())
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

  saw(connection: Watched, from: Phase | null, to: Phase, cause: Cause | null): void {
    this.#doubt?.saw(connection, from, to, cause)
  }

  end(): void {
    this.#doubt?.end()
    this.#budget.end()
  }
}

function doubtOf(clock: Clock, plan: DoubtPlan, budget: Budget, tell: (body: FeedBody) => void): Doubt {
  return new Doubt(clock, plan, {
    doubts(lost, of) {
      budget.doubt()
      tell({ kind: 'doubt', lost, of, withinMs: plan.withinMs })
    },
    assured(afterMs) {
      tell({ kind: 'assured', afterMs })
      budget.trust()
    },
  })
}
