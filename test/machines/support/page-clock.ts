/**
 * A page's clock over another one: while the page is hidden its timers are woken once a second, arrivals come as ever, and
 * those that came before a timer are handed up before its task, as by the system's clock.
 */
import type { Clock, Timer } from '../../../src/clock/clock.ts'

const WAKING_MS = 1_000

export class PageClock implements Clock {
  /** How late the wakings are, as on a busy machine. */
  lateMs = 0
  /** What the page says of its slack while it is hidden. */
  readonly #slackMs: number
  readonly #base: Clock
  #isHidden = false
  /** Tasks that are due and wait for a waking. */
  readonly #held = new Set<() => void>()

  constructor(base: Clock, slackMs = 1_250) {
    this.#base = base
    this.#slackMs = slackMs
  }

  hide(): void {
    this.#isHidden = true
  }

  /** Timers that are due run at once. */
  show(): void {
    this.#isHidden = false
    for (const task of this.#held) this.#base.after(0, task)
  }

  now(): number {
    return this.#base.now()
  }

  wall(): number {
    return this.#base.wall()
  }

  slackMs(): number {
    return this.#isHidden ? this.#slackMs : 0
  }

  after(delayMs: number, task: () => void): Timer {
    const wasHidden = this.#isHidden
    let isOver = false
    const run = (): void => {
      if (isOver) return
      isOver = true
      this.#held.delete(run)
      task()
    }
    this.#base.after(delayMs, () => {
      if (isOver) return
      if (!this.#isHidden && !wasHidden) return run()
      if (!this.#isHidden) return void this.#base.after(0, run)
      this.#held.add(run)
      this.#base.after(this.#untilWaking(), () => this.#base.after(0, run))
    })
    return {
      cancel: () => {
        isOver = true
        this.#held.delete(run)
      },
    }
  }

  #untilWaking(): number {
    const now = this.#base.now()
    return Math.ceil(now / WAKING_MS) * WAKING_MS + this.lateMs - now
  }
}
