/** Between two links: the delay of the back-off, and what lets a connection dial later or sooner than that. */
import type { Timer } from '../clock/clock.ts'
import { type Cause, type Route, sharedAs, type Transport } from '../transport/transport.ts'
import { delayMs } from './backoff.ts'
import type { Dialler, Place } from './dials.ts'
import { type Hinted, Hints } from './hints.ts'
import type { Plan } from './options.ts'
import type { World } from './world.ts'

/** Whose dials these are. */
export interface Redialler extends Dialler, Hinted {}

export class Redial {
  /** Where each dial leads, of a transport that leads to several endpoints. */
  readonly route: Route | null
  readonly #plan: Plan
  readonly #world: World
  readonly #to: Redialler
  readonly #hints: Hints
  /** Among those that dial the same endpoint; null where nobody minds the others. */
  #place: Place | null
  #endpoint: string | null
  #wait: Timer | null = null
  #lastDelayMs = 0

  constructor(plan: Plan, world: World, transport: Transport, to: Redialler) {
    const { clock, random } = world
    this.#plan = plan
    this.#world = world
    this.#to = to
    const hints = new Hints(transport, plan.backoff, world, to)
    this.#hints = hints
    this.route =
      transport.route?.({
        clock,
        random,
        rotates: plan.rotation !== null,
        hint: (hint) => hints.take(hint),
      }) ?? null
    this.#endpoint = this.route === null ? sharedAs(transport) : this.route.shared
    this.#place = this.#join()
  }

  /** Another life: what was before it no longer counts. */
  begin(): void {
    this.#lastDelayMs = 0
  }

  // — the link's way —

  /** A dial begins. */
  dialling(): void {
    this.#turn()
    this.#place?.dialling()
  }

  /** The link and its handshakes are complete. */
  opened(): void {
    this.#place?.opened()
    this.route?.opened()
  }

  /** Bytes of the link came. */
  heard(): void {
    this.#place?.heard()
    this.route?.heard()
  }

  /** The link ended, or would not open. */
  ended(cause: Cause): void {
    this.#place?.ended(cause)
    this.route?.ended(cause)
  }

  /** A link was stable. */
  stable(): void {
    this.#lastDelayMs = 0
    this.#hints.stable()
  }

  // — between two links —

  /** Begins the `nth` delay; answers how long it is. */
  wait(nth: number): number {
    const { clock, random } = this.#world
    const delay = delayMs(this.#plan.backoff, nth, this.#lastDelayMs, random)
    this.#lastDelayMs = delay
    this.#turn()
    this.#wait = clock.after(delay, () => {
      if (this.#place === null) this.#to.dial(false)
      else this.#place.ready()
    })
    this.#place?.waits(nth)
    this.route?.waits()
    return delay
  }

  /** Somebody asks to dial now: a user or the platform, and of a thousand connections at once perhaps. */
  hurry(): void {
    if (this.#place === null) this.#to.dial(true)
    else this.#place.hurried()
  }

  /** The wait is over, whatever for. */
  waited(): void {
    this.#wait?.cancel()
    this.#wait = null
    this.#hints.waited()
    this.#place?.left()
  }

  /** No dial will follow. */
  end(): void {
    this.#hints.end()
    this.route?.gone()
    this.#place?.gone()
  }

  /** Stands among those that dial where the next dial leads. */
  #turn(): void {
    if (this.route === null || this.route.shared === this.#endpoint) return
    this.#endpoint = this.route.shared
    this.#place?.gone()
    this.#place = this.#join()
  }

  #join(): Place | null {
    return this.#world.dials?.join(this.#endpoint, this.#plan, this.#to) ?? null
  }
}
