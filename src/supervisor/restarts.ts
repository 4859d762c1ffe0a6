/** Counts restarts, for each child and for the supervisor apart, and keeps the delayed ones. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import { type Backoff, delayMs } from '../machines/backoff.ts'
import type { Dials } from '../machines/dials.ts'
import type { Cause } from '../transport/transport.ts'
import { countRestart, type Intensity, type Restart } from './intensity.ts'

export type RestartVerdict =
  | { readonly kind: 'restart'; readonly delayMs: number }
  /** Too many of this child, or of all: the causes inside the window, oldest first. */
  | { readonly kind: 'child-exceeded' | 'supervisor-exceeded'; readonly causes: readonly Cause[] }

/** What is remembered of one child. */
interface Past {
  /** Restarts inside the window, oldest first. */
  readonly restarts: readonly Restart[]
  /** Delays in a row, and the latest of them. */
  readonly nth: number
  readonly delayMs: number
}

const NO_PAST: Past = { restarts: [], nth: 0, delayMs: 0 }

/** What holds for one child. */
export interface RestartPlan {
  readonly intensity: Intensity
  readonly delays: Backoff
}

export class Restarts {
  readonly #clock: Clock
  readonly #random: Random
  readonly #intensity: Intensity
  readonly #dials: Dials | null
  readonly #children = new Map<object, Past>()
  readonly #waiting = new Map<object, Timer>()
  #all: readonly Restart[] = []

  /**
   * @param intensity that of all children together.
   * @param dials whom a restart, which is a dial, asks for leave.
   */
  constructor(clock: Clock, random: Random, intensity: Intensity, dials: Dials | null = null) {
    this.#clock = clock
    this.#random = random
    this.#intensity = intensity
    this.#dials = dials
  }

  /**
   * Notes that `child` has to be started again because of `cause`; a child over its limit does not count for all.
   *
   * @param livedMs for how long its life went well.
   */
  count(child: object, cause: Cause, { intensity, delays }: RestartPlan, livedMs = 0): RestartVerdict {
    const restart = { at: this.#clock.now(), cause }
    const past = this.#children.get(child) ?? NO_PAST
    const own = countRestart(past.restarts, restart, intensity.withinMs)
    if (own.length > intensity.restarts) return { kind: 'child-exceeded', causes: causesOf(own) }
    const all = countRestart(this.#all, restart, this.#intensity.withinMs)
    if (all.length > this.#intensity.restarts) return { kind: 'supervisor-exceeded', causes: causesOf(all) }
    const next = this.#delay(past, livedMs, delays)
    this.#children.set(child, { restarts: own, ...next })
    this.#all = all
    return { kind: 'restart', delayMs: next.delayMs }
  }

  /**
   * Starts `child` when this delay is over, unless it is forgotten before.
   *
   * @param dials whether that is a dial, which needs leave.
   */
  later(child: object, delay: number, start: () => void, dials = true): void {
    this.#waiting.set(
      child,
      this.#clock.after(delay, () => {
        this.#waiting.delete(child)
        if (this.#dials === null || !dials) start()
        else this.#leave(child, this.#dials, start)
      }),
    )
  }

  /** Calls `go` once there is leave to start something; answers how to call that off. */
  leave(go: () => void): () => void {
    const leave = this.#dials?.leave(go)
    if (leave === undefined) go()
    return () => leave?.cancel()
  }

  /** A restart of `child` that waits does not happen. What is remembered of it stays. */
  cancel(child: object): void {
    this.#waiting.get(child)?.cancel()
    this.#waiting.delete(child)
  }

  /** No restart of `child` will happen any more, a waiting one included. */
  forget(child: object): void {
    this.cancel(child)
    this.#children.delete(child)
  }

  /** Nothing was before: a new life of the supervisor itself. */
  reset(): void {
    for (const timer of this.#waiting.values()) timer.cancel()
    this.#waiting.clear()
    this.#children.clear()
    this.#all = []
  }

  /** The delay grows from restart to restart, until a life was longer than the stable time. */
  #delay(past: Past, livedMs: number, delays: Backoff): Pick<Past, 'nth' | 'delayMs'> {
    const isRow = livedMs <= delays.stableMs
    const nth = isRow ? past.nth + 1 : 1
    return { nth, delayMs: delayMs(delays, nth, isRow ? past.delayMs : 0, this.#random) }
  }

  #leave(child: object, dials: Dials, start: () => void): void {
    let isGiven = false
    const leave = dials.leave(() => {
      isGiven = true
      this.#waiting.delete(child)
      start()
    })
    // Given at once, the child may have crashed at once: what waits then is its next delay.
    if (!isGiven) this.#waiting.set(child, leave)
  }
}

function causesOf(restarts: readonly Restart[]): readonly Cause[] {
  return restarts.map(({ cause }) => cause)
}
