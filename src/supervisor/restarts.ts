/** Counts restarts, for each child and for the supervisor apart, and keeps the delayed ones. */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Dials } from '../machines/dials.ts'
import type { Cause } from '../transport/transport.ts'
import { countRestart, type Intensity } from './intensity.ts'

export type RestartVerdict =
  | { readonly kind: 'restart'; readonly delayMs: number }
  /** Too many of this child, or of all: the causes inside the window, oldest first. */
  | { readonly kind: 'child-exceeded' | 'supervisor-exceeded'; readonly causes: readonly Cause[] }

interface History {
  times: readonly number[]
  causes: readonly Cause[]
}

export class Restarts {
  readonly #clock: Clock
  readonly #intensity: Intensity
  readonly #delayMs: number
  readonly #dials: Dials | null
  readonly #children = new Map<object, History>()
  readonly #waiting = new Map<object, Timer>()
  readonly #all: History = { times: [], causes: [] }

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
    const own = this.#children.get(child) ?? { times: [], causes: [] }
    if (!note(own, cause, now, this.#intensity)) return { kind: 'child-exceeded', causes: own.causes }
    this.#children.set(child, own)
    if (!note(this.#all, cause, now, this.#intensity)) {
      return { kind: 'supervisor-exceeded', causes: this.#all.causes }
    }
    return { kind: 'restart', delayMs: this.#delayMs }
  }

  /** Starts `child` when its delay is over, unless it is forgotten before. */
  later(child: object, start: () => void): void {
    this.#waiting.set(
      child,
      this.#clock.after(this.#delayMs, () => {
        this.#waiting.delete(child)
        if (this.#dials === null) start()
        else this.#waiting.set(child, this.#dials.leave(start))
      }),
    )
  }

  /** No restart of `child` will happen any more, a waiting one included. */
  forget(child: object): void {
    this.#waiting.get(child)?.cancel()
    this.#waiting.delete(child)
    this.#children.delete(child)
  }
}

/** Adds one restart to a history; answers whether the intensity allows it. The causes kept are those in the window. */
function note(history: History, cause: Cause, now: number, intensity: Intensity): boolean {
  const times = countRestart(history.times, now, intensity)
  if (times === null) {
    history.causes = [...history.causes, cause]
    return false
  }
  history.times = times
  history.causes = [...history.causes, cause].slice(-times.length)
  return true
}
