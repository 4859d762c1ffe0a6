/** Time as the process of one host sees it: its timers wait while it does not run, and its machine may sleep. */
import type { Clock, Timer } from '../../clock/clock.ts'

/** Whose clock it is. */
export interface Body {
  /** How many hardships keep its process from running. */
  readonly frozen: number
  /** Whether its process is dead just now. */
  readonly isDown: boolean
  /** Runs `task` after the thaw, in order. */
  wait(task: () => void): void
}

export class HostClock implements Clock {
  /** The network's. */
  readonly base: Clock
  /** How long its machine has slept so far, but for a sleep that is not over. */
  sleptMs = 0
  /** All its timers. */
  readonly #timers = new TimerList()
  readonly #body: Body
  /** Whether it differs from the network's clock at all. */
  #isOwn = false
  #asleepSince: number | null = null
  /** Up to when, by the network's clock, its process computes. */
  #busyUntil = Number.NEGATIVE_INFINITY
  #setByMs = 0

  constructor(base: Clock, body: Body) {
    this.base = base
    this.#body = body
  }

  now(): number {
    return this.#isOwn ? this.#present() - this.sleptMs : this.base.now()
  }

  wall(): number {
    const wall = this.base.wall()
    return this.#isOwn ? wall + this.#setByMs + this.busyMs : wall
  }

  after(delayMs: number, task: () => void): Timer {
    if (this.#body.isDown) return NO_TIMER
    const dueAt = (this.#isOwn ? this.#present() : this.base.now()) + Math.max(0, delayMs)
    return new HostTimer(this, this.#body, this.#timers, dueAt, task)
  }

  /** From now on its process computes for `ms`, and nothing else; its own time is past that at once. */
  compute(ms: number): void {
    this.#isOwn = true
    this.#busyUntil = Math.max(this.#busyUntil, this.base.now()) + ms
  }

  fallAsleep(): void {
    this.#isOwn = true
    this.#asleepSince ??= this.base.now()
  }

  wake(): void {
    if (this.#asleepSince === null) return
    this.sleptMs += this.base.now() - this.#asleepSince
    this.#asleepSince = null
  }

  setWall(byMs: number): void {
    this.#isOwn = true
    this.#setByMs += byMs
  }

  /** Its process died: nothing waits any more, and nothing is computed. */
  stop(): void {
    this.#busyUntil = Number.NEGATIVE_INFINITY
    this.#timers.cancelAll()
  }

  /** By the network's clock: now, or when it fell asleep, or when it will have computed. */
  #present(): number {
    return this.#asleepSince ?? this.base.now() + this.busyMs
  }

  /** For how long its process still computes. */
  get busyMs(): number {
    return Math.max(0, this.#busyUntil - this.base.now())
  }
}

const NO_TIMER: Timer = { cancel() {} }

/** A timer of a host's process: late when the process did not run, and later by as much as its machine slept. */
class HostTimer implements Timer {
  next: HostTimer | null = null
  previous: HostTimer | null = null
  readonly #clock: HostClock
  readonly #body: Body
  readonly #list: TimerList
  /** By the network's clock. */
  #dueAt: number
  /** What of the host's sleep is in `#dueAt`. */
  #sleptMs: number
  #task: (() => void) | null
  #timer: Timer

  constructor(clock: HostClock, body: Body, list: TimerList, dueAt: number, task: () => void) {
    this.#clock = clock
    this.#body = body
    this.#list = list
    this.#dueAt = dueAt
    this.#sleptMs = clock.sleptMs
    this.#task = task
    list.add(this)
    this.#timer = this.#wait()
  }

  cancel(): void {
    if (this.#task === null) return
    this.#task = null
    this.#timer.cancel()
    this.#list.remove(this)
  }

  #wait(): Timer {
    const { base } = this.#clock
    return base.after(this.#dueAt - base.now(), () => this.#come())
  }

  #come(): void {
    const task = this.#task
    if (task === null) return
    if (this.#body.frozen > 0) {
      this.#body.wait(() => this.#come())
      return
    }
    const { sleptMs } = this.#clock
    if (sleptMs > this.#sleptMs) {
      this.#dueAt += sleptMs - this.#sleptMs
      this.#sleptMs = sleptMs
      this.#timer = this.#wait()
      return
    }
    this.#task = null
    this.#list.remove(this)
    task()
  }
}

/** The timers of one host that have not run, in no order that matters. */
class TimerList {
  #first: HostTimer | null = null

  add(timer: HostTimer): void {
    timer.next = this.#first
    if (this.#first !== null) this.#first.previous = timer
    this.#first = timer
  }

  remove(timer: HostTimer): void {
    const { next, previous } = timer
    if (next !== null) next.previous = previous
    if (previous !== null) previous.next = next
    else if (this.#first === timer) this.#first = next
    timer.next = null
    timer.previous = null
  }

  cancelAll(): void {
    while (this.#first !== null) this.#first.cancel()
  }
}
