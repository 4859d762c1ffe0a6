/** Between two links: the delay of the back-off, and what lets a connection dial later or sooner than that. */
import type { Timer } from '../clock/clock.ts'
import type { Transport } from '../transport/transport.ts'
import { delayMs } from './backoff.ts'
import type { Dialler, Place } from './dials.ts'
import { type Hinted, Hints } from './hints.ts'
import type { Plan } from './options.ts'
import type { World } from './world.ts'

/** Whose dials these are. */
export interface Redialler extends Dialler, Hinted {}

export class Redial {
  /** Among those that dial the same endpoint; null where nobody minds the others. */
  readonly place: Place | null
  readonly #plan: Plan
  readonly #world: World
  readonly #to: Redialler
  readonly #hints: Hints
  #wait: Timer | null = null
  #lastDelayMs = 0

  constructor(plan: Plan, world: World, transport: Transport, to: Redialler) {
    this.#plan = plan
    this.#world = world
    this.#to = to
    this.#hints = new Hints(transport, plan.backoff, world, to)
    this.place = world.dials?.join(transport.varies ? null : transport.endpoint, plan, to) ?? null
  }

  /** Another life: what was before it no longer counts. */
  begin(): void {
    this.#lastDelayMs = 0
  }

  /** A link was stable. */
  stable(): void {
    this.#lastDelayMs = 0
    this.#hints.stable()
  }

  /** Begins the `nth` delay; answers how long it is. */
  wait(nth: number): number {
    const { clock, random } = this.#world
    const delay = delayMs(this.#plan.backoff, nth, this.#lastDelayMs, random)
    this.#lastDelayMs = delay
    this.#wait = clock.after(delay, () => {
      if (this.place === null) this.#to.dial(false)
      else this.place.ready()
    })
    this.place?.waits(nth)
    return delay
  }

  /** Somebody asks to dial now: a user or the platform, and of a thousand connections at once perhaps. */
  hurry(): void {
    if (this.place === null) this.#to.dial(true)
    else this.place.hurried()
  }

  /** The wait is over, whatever for. */
  waited(): void {
    this.#wait?.cancel()
    this.#wait = null
    this.#hints.waited()
    this.place?.left()
  }

  /** No dial will follow. */
  end(): void {
    this.#hints.end()
    this.place?.gone()
  }
}
