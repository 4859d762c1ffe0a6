/**
 * For how long something has lived, in attention: time in which this process did not run says nothing of how well a life
 * went. A wheel in which nothing sits takes no note of stalls, so while it is asked for a lifetime sits in one itself.
 */
import { NEVER } from './never.ts'
import { UNARMED, type Wheel, type WheelEntry } from './wheel.ts'
import type { Wheels } from './world.ts'

export class Lifetime implements WheelEntry {
  wheelSlot = UNARMED
  wheelNext: WheelEntry | null = null
  wheelPrevious: WheelEntry | null = null
  readonly #wheel: Wheel
  readonly #begunAt: number
  readonly #mattersMs: number

  /**
   * It begins now.
   *
   * @param mattersMs from this age on nobody asks how old it is exactly: beyond it, all time counts.
   */
  constructor(wheels: Wheels, mattersMs: number) {
    this.#wheel = wheels.for({ tightestMs: mattersMs })
    this.#mattersMs = mattersMs
    this.#wheel.arm(this, this.#wheel.now() + mattersMs)
    this.#begunAt = this.#wheel.exactly()
  }

  /** How old it is, in ms. */
  get ms(): number {
    return this.#wheel.exactly() - this.#begunAt
  }

  /** Asked no more: how old it has become, in ms. */
  end(): number {
    const { ms } = this
    this.#wheel.disarm(this)
    return ms
  }

  visit(now: number): number {
    const leftMs = this.#mattersMs - this.ms
    return leftMs > 0 ? now + leftMs : NEVER
  }
}
