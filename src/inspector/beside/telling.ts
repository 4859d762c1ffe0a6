/** Tells pages of what stands beside the tree: looks twice a second while there are pages, and tells what has changed. */
import type { Clock, Timer } from '../../clock/clock.ts'
import { looseClock } from '../../clock/loose-clock.ts'
import type { Viewer } from '../look/viewer.ts'
import type { ServerMessage, ShownBeside } from '../wire.ts'
import type { Parts } from './parts.ts'

/** Counts of calls change without a word, so they are looked at. */
export const LOOK_MS = 500

export class Telling {
  readonly #parts: Parts
  readonly #clock: Clock
  /** What each page was told last. */
  readonly #told = new Map<Viewer, string>()
  /** Where each stood when it was looked at last, and since when, if that was seen. */
  readonly #phases = new Map<string, { readonly phase: string; readonly since: number | null }>()
  #timer: Timer | null = null

  /** @param clock real time by default, whatever the tree's is: they may live by others. It keeps no process alive. */
  constructor(parts: Parts, clock: Clock = looseClock) {
    this.#parts = parts
    this.#clock = clock
  }

  /** A page has come: it is told all of them, if there are any. */
  join(viewer: Viewer): void {
    if (this.#parts.isEmpty) return
    this.#told.set(viewer, '')
    this.look()
  }

  leave(viewer: Viewer): void {
    this.#told.delete(viewer)
    if (this.#told.size === 0) this.stop()
  }

  /** Looks now, and tells whoever does not know. */
  look(): void {
    this.#timer?.cancel()
    this.#timer = null
    if (this.#told.size === 0) return
    const of = this.#parts.read().map((one) => this.#dated(one))
    const text = JSON.stringify(of)
    const message: ServerMessage = { t: 'beside', at: Math.round(this.#clock.wall()), of }
    for (const [viewer, told] of this.#told) {
      if (told === text || viewer.isFull) continue
      this.#told.set(viewer, text)
      viewer.say(message)
    }
    this.#timer = this.#clock.after(LOOK_MS, () => this.look())
  }

  /** Looks no more. */
  stop(): void {
    this.#told.clear()
    this.#phases.clear()
    this.#timer?.cancel()
    this.#timer = null
  }

  /** Of those that do not say since when they are as they are, it is known once it was seen to begin. */
  #dated(one: ShownBeside): ShownBeside {
    if (one.since !== null) return one
    const { name, phase } = one
    const before = this.#phases.get(name)
    if (before?.phase === phase) return { ...one, since: before.since }
    const since = before === undefined ? null : Math.round(this.#clock.wall())
    this.#phases.set(name, { phase, since })
    return { ...one, since }
  }
}
