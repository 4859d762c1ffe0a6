/** Ends lives: in order, and when the time for that is up, at once. */
import type { Clock } from '../clock/clock.ts'
import { NEVER } from '../machines/never.ts'
import type { Entry } from './entry.ts'

export class Halts {
  /** Those that had to be destroyed when their time was up. */
  readonly killed: string[] = []
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param now without a time for an orderly end. */
  halt(entry: Entry, now: boolean): void {
    entry.state = 'halting'
    const { shutdownMs } = entry.plan
    if (now || shutdownMs === 0) return this.kill(entry)
    if (shutdownMs < NEVER) entry.shutdown = this.#clock.after(shutdownMs, () => this.#late(entry))
    entry.child.halt({})
  }

  /** Destroys one that is halting. */
  kill(entry: Entry): void {
    entry.shutdown?.cancel()
    if (entry.isHalting) entry.child.halt({ now: true })
  }

  #late(entry: Entry): void {
    this.killed.push(entry.id)
    this.kill(entry)
  }
}
