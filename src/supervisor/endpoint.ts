/**
 * What is known of one endpoint, and who waits for it. One connection learns it, all that dial the same endpoint know it.
 *
 * An endpoint is *down* from a dial that failed until a link to it has passed: was heard, or, where the peer is asked
 * nothing, opened. Meanwhile those that wait for it are held, but for one canary at a time; a connection that waits
 * alone goes by its own back-off. Once the endpoint is up the others go, their delays over or not, at the budget's rate.
 *
 * While the supervisor doubts itself the canaries are the budget's affair: whoever may be one, of an endpoint that is down
 * or not, asks it for a dial.
 */
import type { Clock, Timer } from '../clock/clock.ts'
import { LONG_AGO } from '../machines/never.ts'
import type { Asker, Budget } from './budget.ts'

/** One that waits to dial again. */
export interface Waiter {
  /** Its delays since a link was stable, the one under way included. */
  readonly nth: number
  /** How long its latest link lived, where that was stable; else 0. */
  readonly aliveMs: number
  /** Whether its delay is over. */
  readonly isReady: boolean
  /** Whether it may be the canary before that. */
  readonly isEager: boolean
  /** Out of the queue it is in, and into this one. */
  moveTo(queue: Set<Waiter> | null): void
  dial(): void
}

export class Endpoint implements Asker {
  readonly clock: Clock
  isDown = false
  /** When it was last found to be up again. */
  upAt = LONG_AGO
  /** Since it was up, a link was lost before it was stable: next time, no delay ends early. */
  #isFickle = false
  /** Those whose delays are not over, or who found it down. */
  readonly #held = new Set<Waiter>()
  /** Those that may go, by rank; while it is down, only the first of them do. */
  readonly #due = [new Set<Waiter>(), new Set<Waiter>(), new Set<Waiter>()] as const
  readonly #budget: Budget
  readonly #canaryMs: () => number
  readonly #answered: () => void
  #timer: Timer | null = null

  /**
   * @param canaryMs draws how long it is to the next canary.
   * @param answered called when a peer has answered a dial, if only to refuse it.
   */
  constructor(clock: Clock, budget: Budget, canaryMs: () => number, answered: () => void = () => {}) {
    this.clock = clock
    this.#budget = budget
    this.#canaryMs = canaryMs
    this.#answered = answered
  }

  /** How many wait. */
  get size(): number {
    return this.#due.reduce((sum, { size }) => sum + size, this.#held.size)
  }

  /** Whether the supervisor doubts itself. */
  get isDoubted(): boolean {
    return this.#budget.isDoubted
  }

  /** Whether others wait for what a link that has just opened may prove. */
  get awaitsProof(): boolean {
    return (this.isDown && this.size > 0) || this.isDoubted
  }

  get rank(): number {
    const isShut = this.isDown && !this.isDoubted
    return this.#due.findIndex(({ size }, rank) => size > 0 && (rank === 0 || !isShut))
  }

  serve(): void {
    const [first, ...others] = this.#due[this.rank] ?? []
    if (first === undefined) return
    const waiter = this.isDoubted && this.rank > 0 ? others.reduce(better, first) : first
    this.#take(waiter)
    waiter.dial()
  }

  /** One begins to wait. */
  wait(waiter: Waiter): void {
    waiter.moveTo(this.#held)
    this.#listen(2)
  }

  /** The delay of one that waits is over. */
  ready(waiter: Waiter): void {
    if (!this.#held.has(waiter)) return
    if (!this.isDown || this.isDoubted) {
      this.#release(waiter)
      // Should it be down still when the doubt is over, and this one be alone.
      this.#listen(1)
      this.#budget.ask(this)
    } else if (this.size === 1) this.free(waiter)
  }

  /** This one goes next, whatever is known. */
  free(waiter: Waiter): void {
    waiter.moveTo(this.#due[0])
    this.#listen(2)
    this.#budget.ask(this)
  }

  /** One waits no more. */
  leave(waiter: Waiter): void {
    this.#take(waiter)
    this.#budget.ask(this)
  }

  /** A dial failed. */
  down(): void {
    if (this.isDown) return
    this.isDown = true
    // Of those that were let go, the last one may be alone, and nobody else there to wake it.
    this.#listen(1)
    this.#budget.ask(this)
  }

  /** The peer said something, if only that it takes nobody. */
  answered(): void {
    this.#answered()
  }

  /** A link passed. */
  up(): void {
    if (this.isDown) this.#rise()
    this.#answered()
  }

  /** A link that had passed was lost before it was stable for so long. */
  doubt(stableMs: number): void {
    if (this.clock.now() - this.upAt < stableMs) this.#isFickle = true
  }

  #rise(): void {
    this.isDown = false
    this.upAt = this.clock.now()
    this.#hush()
    for (const waiter of [...this.#held].sort(byAge)) {
      if (waiter.isReady || !this.#isFickle) this.#release(waiter)
    }
    this.#isFickle = false
    this.#budget.ask(this)
  }

  #release(waiter: Waiter): void {
    waiter.moveTo(this.#due[waiter.aliveMs > 0 ? 1 : 2])
  }

  #take(waiter: Waiter): void {
    waiter.moveTo(null)
    if (this.size === 0) this.#hush()
  }

  #listen(least: number): void {
    if (this.isDown && this.size >= least) {
      this.#timer ??= this.clock.after(this.#canaryMs(), () => this.#sing())
    }
  }

  #hush(): void {
    this.#timer?.cancel()
    this.#timer = null
  }

  /** It is time for a canary: the one with the fewest failed dials, of those the one that was alive longest. */
  #sing(): void {
    this.#timer = null
    const isAlone = this.size === 1
    const canary = [...this.#held]
      .filter(({ isReady, isEager }) => isReady || (isEager && !isAlone))
      .concat(...this.#due[1], ...this.#due[2])
      .reduce<Waiter | null>((best, one) => (best === null ? one : better(best, one)), null)
    if (canary === null) return this.#listen(2)
    if (!this.isDoubted) return this.free(canary)
    if (this.#held.has(canary)) this.#release(canary)
    this.#listen(1)
    this.#budget.ask(this)
  }
}

function byAge(a: Waiter, b: Waiter): number {
  return b.aliveMs - a.aliveMs
}

function better(a: Waiter, b: Waiter): Waiter {
  return (a.nth - b.nth || byAge(a, b)) <= 0 ? a : b
}
