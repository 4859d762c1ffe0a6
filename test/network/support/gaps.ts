/** Times in which the machine kept a process from running: nobody is charged for them. */
import { nowMs } from './monotonic.ts'

/** It did not run for so long, until then. */
export interface Gap {
  readonly at: number
  readonly ms: number
}

/** Of those that are told: with a tick of this library before it, it may be a stall already. */
const SHORTEST_GAP_MS = 40

/** For how long a process with these gaps did not run between two times, in ms. */
export function missingMs(gaps: readonly Gap[], from: number, until: number): number {
  return gaps
    .map(({ at, ms }) => Math.min(at, until) - Math.max(at - ms, from))
    .filter((ms) => ms > 0)
    .reduce((sum, ms) => sum + ms, 0)
}

/** Looks at the clock every 10 ms, and tells of the gaps of this process. */
export class GapMeter {
  readonly #onGap: (gap: Gap) => void
  readonly #looking: NodeJS.Timeout
  #lookedAt = nowMs()

  constructor(onGap: (gap: Gap) => void) {
    this.#onGap = onGap
    this.#looking = setInterval(() => this.look(), 10)
  }

  /** Tells of one that is just over, too. */
  look(): void {
    const at = nowMs()
    const ms = at - this.#lookedAt
    this.#lookedAt = at
    if (ms > SHORTEST_GAP_MS) this.#onGap({ at, ms })
  }

  end(): void {
    clearInterval(this.#looking)
  }
}
