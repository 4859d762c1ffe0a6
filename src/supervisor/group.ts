/** Starts children again together: those up are halted in reverse order, and after the delay all begin in order. */
import type { Timer } from '../clock/clock.ts'
import { LONG_AGO } from '../machines/never.ts'
import type { Entry } from './entry.ts'
import { Slices } from './slices.ts'
import type { Crew, Group } from './strategy.ts'

/** Who is started again with the one that failed, itself included, in the order of `entries`. */
export type Scope = (entries: readonly Entry[], failed: Entry) => readonly Entry[]

export class Regroup implements Group {
  readonly #crew: Crew
  readonly #scope: Scope
  /** Those that wait to be started together, in order. */
  #members: readonly Entry[] = []
  #startAt = LONG_AGO
  /** Halting, then starting. */
  #work: Slices<Entry> | null = null
  #timer: Timer | null = null
  #callOff: (() => void) | null = null

  constructor(crew: Crew, scope: Scope) {
    this.#crew = crew
    this.#scope = scope
  }

  failed(entry: Entry, delayMs: number): void {
    const { clock, entries } = this.#crew
    // Those that wait already go on waiting, with the new ones.
    const members = new Set([...this.#members, ...this.#scope(entries, entry)])
    this.#members = entries.filter((one) => members.has(one))
    this.#startAt = Math.max(this.#startAt, clock.now() + delayMs)
    this.#hush()
    const up = this.#members.filter(({ isUp }) => isUp).reverse()
    for (const one of up) one.isDoomed = true
    this.#work = new Slices(
      clock,
      up,
      (one) => this.#halted(one),
      () => this.#wait(),
    )
    this.#work.go()
  }

  settled(): void {
    if (this.#members.length > 0 && !this.#members.some(({ isWanted }) => isWanted)) this.cancel()
    this.#work?.go()
  }

  cancel(): void {
    this.#members = []
    this.#startAt = LONG_AGO
    this.#hush()
  }

  /** One that its user has started again meanwhile is not doomed any more. */
  #halted(entry: Entry): boolean {
    if (entry.isDoomed && !entry.isHalting) this.#crew.halt(entry)
    return !entry.isDoomed
  }

  /** By a timer even where there is nothing to wait for: a bug at each start would never let this process go. */
  #wait(): void {
    const { clock } = this.#crew
    this.#work = null
    this.#timer = clock.after(this.#startAt - clock.now(), () => this.#due())
  }

  #due(): void {
    this.#timer = null
    let isGiven = false
    const callOff = this.#crew.leave(() => {
      isGiven = true
      this.#callOff = null
      this.#start()
    })
    if (!isGiven) this.#callOff = callOff
  }

  #start(): void {
    const members = this.#members
    // Should one fail now, those after it that did not begin yet are in its scope, and those before it may not be.
    this.cancel()
    this.#work = new Slices(
      this.#crew.clock,
      members,
      (one) => {
        if (one.isWanted && !one.isUp) this.#crew.begin(one)
        return true
      },
      () => {
        this.#work = null
      },
    )
    this.#work.go()
  }

  #hush(): void {
    this.#work?.cancel()
    this.#work = null
    this.#timer?.cancel()
    this.#timer = null
    this.#callOff?.()
    this.#callOff = null
  }
}
