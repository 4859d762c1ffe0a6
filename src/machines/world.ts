/** What connections share: time, chance, and the wheels that visit them. */
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Dials } from './dials.ts'
import { LONG_AGO } from './never.ts'
import type { Plan } from './options.ts'
import { QualityRecord } from './quality.ts'
import { Sketch } from './sketch.ts'
import { type OnStall, Wheel } from './wheel.ts'

export interface World {
  /** What all its connections went through. */
  readonly quality: QualityRecord
  /** The round-trip times of all of them. */
  readonly rtt: Sketch
  readonly clock: Clock
  readonly random: Random
  readonly wheels: Wheels
  /** Who gives leave to dial again; null: each connection dials when its own delay is over. */
  readonly dials: Dials | null
}

/** @param onStall told once per stall. */
export function worldOf(clock: Clock, random: Random, onStall: OnStall, dials: Dials | null = null): World {
  return {
    quality: new QualityRecord(),
    rtt: new Sketch(),
    clock,
    random,
    wheels: new Wheels(clock, onStall),
    dials,
  }
}

/** That of a nested supervisor: the same, but what its connections go through is summed apart, too. */
export function worldWithin(world: World): World {
  return { ...world, quality: new QualityRecord(world.quality), rtt: new Sketch(world.rtt) }
}

/** How fine a wheel turns: its tick, and the longest gap between two ticks that is not a stall. */
interface Grain {
  readonly tickMs: number
  readonly capMs: number
}

/**
 * The cap must be smaller than what is left of a deadline after a beat and a round trip, or a stall is charged to a
 * peer that answered in time: two ticks where deadlines are tight, five where there is room.
 */
function grainOf(tightestMs: number): Grain {
  if (tightestMs < 100) return { tickMs: 5, capMs: 10 }
  if (tightestMs < 200) return { tickMs: 10, capMs: 20 }
  if (tightestMs < 500) return { tickMs: 20, capMs: 40 }
  if (tightestMs < 2_500) return { tickMs: 50, capMs: 100 }
  return { tickMs: 50, capMs: 250 }
}

/** The wheels of one world, made when first needed: connections with tight deadlines do not hurry the others. */
export class Wheels {
  readonly #clock: Clock
  readonly #onStall: OnStall
  readonly #wheels = new Map<number, Wheel>()
  #stalledUntil = LONG_AGO

  constructor(clock: Clock, onStall: OnStall) {
    this.#clock = clock
    this.#onStall = onStall
  }

  /** The wheel that is fine enough for every deadline of a plan. */
  for({ tightestMs }: Pick<Plan, 'tightestMs'>): Wheel {
    const { tickMs, capMs } = grainOf(tightestMs)
    let wheel = this.#wheels.get(capMs)
    if (wheel === undefined) {
      wheel = new Wheel(this.#clock, tickMs, capMs, this.#stalled)
      this.#wheels.set(capMs, wheel)
    }
    return wheel
  }

  /** How many connections have something due, over all wheels. */
  get armed(): number {
    let armed = 0
    for (const wheel of this.#wheels.values()) armed += wheel.armed
    return armed
  }

  /** Several wheels notice the same stall; it is told once. */
  readonly #stalled: OnStall = (lostMs, since, slept) => {
    // As wheels count.
    const now = Math.floor(this.#clock.now())
    const told = since < this.#stalledUntil
    this.#stalledUntil = now
    if (!told) this.#onStall(lostMs, since, slept)
  }
}
