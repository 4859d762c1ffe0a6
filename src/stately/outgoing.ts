/**
 * What waits to be told to a tool. Of an actor's snapshots the latest one is enough; whatever happened stays in order. It
 * holds a stated number at the most: then the tree as it is says more, in less.
 */
import type { StatelyEvent } from './event.ts'

/** Ten times a second, more than any tool draws. */
export const MOST_WAITING = 2_000

export class Outgoing {
  #waiting: (StatelyEvent | null)[] = []
  #length = 0
  /** Where the latest snapshot of each actor waits. */
  readonly #snapshots = new Map<string, number>()

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** False when that was too much: everything is thrown away, and whoever wants to go on begins with the tree. */
  add(event: StatelyEvent): boolean {
    const { sessionId, type } = event
    if (type === '@xstate.snapshot') {
      const before = this.#snapshots.get(sessionId)
      if (before !== undefined) {
        this.#waiting[before] = null
        this.#length -= 1
      }
      this.#snapshots.set(sessionId, this.#waiting.length)
    }
    this.#waiting.push(event)
    this.#length += 1
    if (this.#length <= MOST_WAITING && this.#waiting.length <= 2 * MOST_WAITING) return true
    this.take()
    return false
  }

  /** All of it, in order. */
  take(): StatelyEvent[] {
    const taken = this.#waiting.filter((event) => event !== null)
    this.#waiting = []
    this.#length = 0
    this.#snapshots.clear()
    return taken
  }
}
