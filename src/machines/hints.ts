/**
 * The platform's hints to one connection, over all its links and lives. None is a verdict: the peer is asked, or a wait
 * between two dials ends early.
 *
 * A network that comes and goes hints each time, and each hint would be a dial. So early dials have a back-off of their
 * own: the first one is free, the n-th after it comes at least `firstMs × factor^(n−1)` after the one before, at most
 * `maxMs`, until a link was stable. A hint that comes too soon is not lost: it waits for that time.
 */
import type { Timer } from '../clock/clock.ts'
import type { Hint, Transport } from '../transport/transport.ts'
import { type Backoff, ceilingMs } from './backoff.ts'
import type { ConnectionEvent, Phase } from './events.ts'
import { LONG_AGO } from './never.ts'
import type { World } from './world.ts'

/** The connection that is hinted at. */
export interface Hinted {
  readonly phase: Phase | null
  /** Asks the peer for a sign of life now. */
  probe(): void
  report(event: ConnectionEvent): void
  /** Another link would be better. */
  rotate(): void
}

export class Hints {
  readonly #backoff: Backoff
  readonly #world: World
  readonly #to: Hinted
  readonly #end: (() => void) | undefined
  /** Early dials since a link was stable. */
  #early = 0
  #nextAt = LONG_AGO
  /** A hint that came too soon. */
  #later: Timer | null = null

  constructor(transport: Transport, backoff: Backoff, world: World, to: Hinted) {
    this.#backoff = backoff
    this.#world = world
    this.#to = to
    this.#end = transport.hints?.((hint) => this.take(hint))
  }

  /** The wait between two dials is over. */
  waited(): void {
    this.#later?.cancel()
    this.#later = null
  }

  /** A link was stable: the next early dial is free. */
  stable(): void {
    this.#early = 0
    this.#nextAt = LONG_AGO
  }

  /** Listens no more. */
  end(): void {
    this.waited()
    this.#end?.()
  }

  take(hint: Hint): void {
    if (hint === 'probe') this.#to.probe()
    else if (hint === 'rotate') this.#to.rotate()
    else if (this.#to.phase === 'backoff') this.#dial()
  }

  #dial(): void {
    const { clock } = this.#world
    const now = clock.now()
    if (now < this.#nextAt) {
      this.#later ??= clock.after(this.#nextAt - now, () => this.#dial())
      return
    }
    this.#early += 1
    // By whatever jitter: that of `decorrelated` has no ceiling that grows, only the cap.
    this.#nextAt = now + ceilingMs({ ...this.#backoff, jitter: 'none' }, this.#early)
    this.#to.report({ type: 'retry' })
  }
}
