/** Reckons the time of another process from its news, which arrive late by as much as they took. */

/** How fast an old estimate is doubted: a clock over there may have been set, or run slower. In ms per s. */
const DOUBT = 5

export class Reckoning {
  /** How far our clock is ahead of theirs, with the shortest delay that any news had; null while unknown. */
  #ahead: number | null = null
  #heardAt = 0
  #latest = 0
  #isLive = false

  /** News of `theirs`, arrived at `ours`; both in ms since the epoch. */
  heard(isLive: boolean, theirs: number, ours: number): void {
    if (isLive !== this.#isLive) this.#ahead = null
    this.#isLive = isLive
    if (theirs === this.#latest && this.#ahead !== null) return
    this.#latest = theirs
    const found = ours - theirs
    const doubted = this.#ahead === null ? found : this.#ahead + ((ours - this.#heardAt) / 1_000) * DOUBT
    this.#ahead = Math.min(found, doubted)
    this.#heardAt = ours
  }

  /** Their time when ours is that. */
  at(ours: number): number {
    if (!this.#isLive || this.#ahead === null) return this.#latest
    return Math.max(this.#latest, ours - this.#ahead)
  }
}
