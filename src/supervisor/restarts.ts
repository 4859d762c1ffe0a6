/** Counts restarts, for each child and for the supervisor apart, and keeps the delayed ones. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Dials } from '../machines/dials.ts'
import type { Cause } from '../transport/transport.ts'
import { countRestart, type Intensity, type Restart } from './intensity.ts'

export type RestartVerdict =
  | { readonly kind: 'restart'; readonly delayMs: number }
  /** Too many of this child, or of all: the causes inside the window, oldest first. */
  | { readonly kind: 'child-exceeded' | 'supervisor-exceeded'; readonly causes: readonly Cause[] }

/** Oldest first. */
type History = readonly Restart[]

export class Restarts {
  readonly #clock: Clock
  readonly #intensity: Intensity
  readonly #delayMs: number
  readonly #dials: Dials | null
  readonly #children = new Map<object, History>()
  readonly #waiting = new Map<object, Timer>()
  #all: History = []

  /** @param dials whom a restart, which is a dial, asks for leave. */
  constructor(clock: Clock, intensity: Intensity, delayMs: number, dials: Dials | null = null) {
    this.#clock = clock
    this.#intensity = intensity
    this.#delayMs = delayMs
    this.#dials = dials
  }

  /** Notes that `child` has to be started again because of `cause`; a child over its limit does not count for all. */
  count(child: object, cause: Cause): RestartVerdict {
    const now = this.#clock.now()
    const { restarts, withinMs } = this.#intensity
    const own = countRestart(this.#children.get(child) ?? [], { at: now, cause }, withinMs)
    const isOwn = own.length > restarts
    const all = isOwn ? own : countRestart(this.#all, { at: now, cause }, withinMs)
    if (all.length > restarts) {
      return { kind: isOwn ? 'child-exceeded' : 'supervisor-exceeded', causes: all.map((one) => one.cause) }
    }
    this.#children.set(child, own)
    this.#all = all
    return { kind: 'restart', delayMs: this.#delayMs }
  }

  /** Starts `child` when its delay is over, unless it is forgotten before. */
  later(child: object, start: () => void): void {
    this.#waiting.set(
      child,
      this.#clock.after(this.#delayMs, () => {
        this.#waiting.delete(child)
        if (this.#dials === null) start()
        else this.#leave(child, this.#dials, start)
      }),
    )
  }

  /** No restart of `child` will happen any more, a waiting one included. */
  forget(child: object): void {
    this.#waiting.get(child)?.cancel()
    this.#waiting.delete(child)
    this.#children.delete(child)
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
