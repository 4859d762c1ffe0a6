/** Stops all children of a supervisor: declared ones one after the other, the last one first; dynamic ones together. */
import type { Clock } from '../clock/clock.ts'
import type { Entry } from './entry.ts'
import type { Halts } from './halts.ts'
import { Slices } from './slices.ts'
import { stopTogether } from './together.ts'

/** Whose children they are. */
export interface StopCrew<Host> {
  readonly clock: Clock
  /** In the order of their declaration. */
  readonly entries: readonly Entry<Host>[]
  /** One is not up, and its turn has come. */
  stopped(entry: Entry<Host>): void
  /** All are. */
  gone(): void
}

export class StopAll<Host> {
  /** Nobody has time for an orderly end. */
  isNow: boolean
  readonly #crew: StopCrew<Host>
  readonly #halts: Halts
  /** Null while they are told together. */
  #inReverse: Slices<Entry<Host>> | null = null

  constructor(crew: StopCrew<Host>, halts: Halts, isNow: boolean) {
    this.#crew = crew
    this.#halts = halts
    this.isNow = isNow
  }

  /** Begins: each one is gone before the next is told, unless they stop together. */
  async begin(isTogether: boolean): Promise<void> {
    if (isTogether)
      await this.#together(
        (entry) => entry.isUp,
        (entry) => this.#halted(entry),
      )
    const { clock, entries } = this.#crew
    this.#inReverse = new Slices(
      clock,
      [...entries].reverse(),
      (entry) => {
        this.#halt(entry)
        if (!entry.isUp) this.#crew.stopped(entry)
        return !entry.isUp
      },
      () => this.#crew.gone(),
    )
    this.go()
  }

  /** One is not up any more: perhaps there is more to do. */
  go(): void {
    this.#inReverse?.go()
  }

  /** Destroys what it waits for, and gives nobody else time. */
  hurry(): void {
    this.isNow = true
    void this.#together(
      (entry) => entry.isHalting,
      async (entry) => this.#halts.kill(entry),
    )
  }

  #together(
    which: (entry: Entry<Host>) => boolean,
    stop: (entry: Entry<Host>) => Promise<void>,
  ): Promise<void> {
    const { clock, entries } = this.#crew
    return stopTogether(
      clock,
      entries.filter(which).map((entry) => ({ stop: () => stop(entry) })),
      {},
    )
  }

  #halted(entry: Entry<Host>): Promise<void> {
    return new Promise((resolve) => {
      if (!entry.isUp) return resolve()
      entry.afterwards(resolve)
      this.#halt(entry)
    })
  }

  #halt(entry: Entry<Host>): void {
    if (entry.state === 'up') this.#halts.halt(entry, this.isNow)
    // Its user had begun to stop it, in order.
    else if (this.isNow) this.#halts.kill(entry)
  }
}
