/** Tells pages the vitals of what they watch closely, ten times a second, while they do. */
import type { Clock, Timer } from '../../clock/clock.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { findIn } from '../find.ts'
import type { Vitals } from '../wire.ts'
import type { Viewer } from './viewer.ts'
import { vitalsOf } from './vitals.ts'

const EVERY_MS = 100

export class Watching {
  readonly #supervisor: Supervisor
  readonly #clock: Clock
  readonly #watched = new Map<Viewer, readonly string[]>()
  /** Runs while somebody watches something that is there. */
  #timer: Timer | null = null

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
    this.#clock = supervisor.world.clock
  }

  /** Those whose vitals a page wants from now on. */
  watch(viewer: Viewer, ids: readonly string[]): void {
    if (ids.length === 0) return this.leave(viewer)
    this.#watched.set(viewer, ids)
    this.refresh()
  }

  leave(viewer: Viewer): void {
    this.#watched.delete(viewer)
    if (this.#watched.size > 0) return
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Something has happened: whoever was not there may be. */
  refresh(): void {
    if (this.#timer === null && this.#watched.size > 0) this.#timer = this.#clock.after(0, () => this.#look())
  }

  #look(): void {
    this.#timer = null
    const known = new Map<string, Vitals | null>()
    const at = Math.round(this.#clock.wall())
    let isAnybodyThere = false
    for (const [viewer, ids] of this.#watched) {
      const of = ids.flatMap((id) => this.#vitals(id, known) ?? [])
      isAnybodyThere ||= of.length > 0
      // Of somebody who does not read the latest is not worth keeping.
      if (of.length > 0 && !viewer.isFull && !viewer.isWaiting) viewer.say({ t: 'vitals', at, of })
    }
    if (isAnybodyThere) this.#timer = this.#clock.after(EVERY_MS, () => this.#look())
  }

  /** Null of what is no connection, or has ended for good. */
  #vitals(id: string, known: Map<string, Vitals | null>): Vitals | null {
    const before = known.get(id)
    if (before !== undefined) return before
    const kept = findIn(this.#supervisor, id)?.kept
    const vitals = kept instanceof Connection && !kept.final ? vitalsOf(kept) : null
    known.set(id, vitals)
    return vitals
  }
}
