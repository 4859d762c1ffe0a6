/**
 * The clock of a replay. It stands at the times that were recorded, and a timer fires when it fired then. One that there was
 * not then, since this connection goes another way now, fires when a timer due at its time would have fired: at once,
 * or when that process ran again.
 */
import type { Clock, Timer } from '../../clock/clock.ts'
import { Agenda } from '../agenda.ts'
import { QUANTA_A_MS } from './form.ts'
import type { TapeEvent } from './log.ts'

/** What was late: from when to when no timer fired. */
interface Late {
  readonly due: number
  readonly at: number
}

export class ScriptedClock implements Clock {
  /** In quanta. */
  at = 0
  aheadMs = 0
  slack = 0
  /** The looks at the clock at which the present event goes on, and by how much. */
  #goesOn: (readonly number[])[] = []
  #looks = 0
  readonly #agenda = new Agenda()
  /** Those that wait for a timer that fired then, by when they are due. */
  readonly #awaiting = new Map<number, Waiting[]>()
  /** How many timers due then are still to fire. */
  readonly #toFire = new Map<number, number>()
  readonly #late: Late[] = []

  constructor(events: readonly TapeEvent[]) {
    for (const { at, due, ops } of events) {
      // One that was called off late held others up as long.
      let told = at
      for (const { code, numbers } of ops) {
        const [first = 0, second = 0] = numbers
        if (code === 'R') told += second
        else if (code === 'L' && told - first < at) this.#late.push({ due: told - first, at })
      }
      if (due === null) continue
      this.#toFire.set(due, (this.#toFire.get(due) ?? 0) + 1)
      if (at > due) this.#late.push({ due, at })
    }
  }

  now(): number {
    this.#looks += 1
    const next = this.#goesOn[0]
    if (next !== undefined && this.#looks >= (next[0] ?? 0)) {
      this.at += next[1] ?? 0
      this.#goesOn.shift()
    }
    return this.at / QUANTA_A_MS
  }

  wall(): number {
    return this.at / QUANTA_A_MS + this.aheadMs
  }

  slackMs(): number {
    return this.slack
  }

  after(delayMs: number, task: () => void): Timer {
    const due = Math.round((this.at / QUANTA_A_MS + Math.max(0, delayMs)) * QUANTA_A_MS)
    if (this.#free(due) === 0) return this.#agenda.add(this.#ranAfter(due), task)
    const waiting = new Waiting(task)
    const others = this.#awaiting.get(due)
    if (others === undefined) this.#awaiting.set(due, [waiting])
    else others.push(waiting)
    return waiting
  }

  /** An event begins at this time. */
  moveTo(at: number, goesOn: (readonly number[])[]): void {
    this.at = Math.max(this.at, at)
    this.#goesOn = goesOn
    this.#looks = 0
  }

  /** A timer fires that was due then. */
  fire(due: number): void {
    this.#toFire.set(due, (this.#toFire.get(due) ?? 1) - 1)
    const waiting = this.#awaiting.get(due)
    const next = waiting?.find(({ isOver }) => !isOver)
    if (waiting !== undefined && (next === undefined || waiting.at(-1) === next)) this.#awaiting.delete(due)
    next?.run()
  }

  /** Runs the next of those that there were not then, if it is due before `at`; false when none is. */
  runNextBefore(at: number): boolean {
    const { first } = this.#agenda
    if (first === undefined || first.at >= at) return false
    this.#agenda.remove(first)
    this.at = Math.max(this.at, first.at)
    this.#goesOn = []
    first.task()
    return true
  }

  /** How many of those that are to fire nobody waits for. */
  #free(due: number): number {
    const waiting = this.#awaiting.get(due)?.filter(({ isOver }) => !isOver).length ?? 0
    return Math.max(0, (this.#toFire.get(due) ?? 0) - waiting)
  }

  /** When a timer due then fired: at once, or when the process ran again. */
  #ranAfter(due: number): number {
    if (due > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY
    let low = 0
    let high = this.#late.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#late[middle]?.at ?? 0) < due) low = middle + 1
      else high = middle
    }
    const late = this.#late[low]
    return late !== undefined && late.due <= due ? Math.max(due, late.at) : due
  }
}

/** A timer that waits for the one that fired then. */
class Waiting implements Timer {
  isOver = false
  readonly #task: () => void

  constructor(task: () => void) {
    this.#task = task
  }

  cancel(): void {
    this.isOver = true
  }

  run(): void {
    this.isOver = true
    this.#task()
  }
}
