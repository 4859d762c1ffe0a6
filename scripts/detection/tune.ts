/** Equal detection times: the free parameter of a detector is chosen so that its mean detection time is the one asked for. */
import type { Arrivals } from './arrivals.ts'
import { meanDetection } from './measure.ts'
import type { Subject } from './subjects.ts'
import { type Watched, watch } from './watch.ts'

export interface Tuned {
  readonly free: number
  readonly watched: Watched
}

/** How far from the target a mean detection time may be, as a part of it. */
const TOLERANCE = 0.002
const MOST_STEPS = 8

interface Tried extends Tuned {
  readonly meanMs: number
}

/** Tunes one subject on one network. Detection times grow in proportion to the parameter, so a few steps are enough. */
export class Tuner {
  readonly #subject: Subject
  readonly #arrivals: Arrivals
  readonly #known: Tried[]

  constructor(subject: Subject, arrivals: Arrivals) {
    this.#subject = subject
    this.#arrivals = arrivals
    this.#known = [this.#try(subject.range.from), this.#try(subject.range.from + typical(subject))]
  }

  /** null: no value of the parameter is as quick, or as slow, as that. */
  to(targetMs: number): Tuned | null {
    const { from, to } = this.#subject.range
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const [a, b] = this.#nearest(targetMs)
      if (Math.abs(a.meanMs - targetMs) <= TOLERANCE * targetMs) return a
      const slope = (b.meanMs - a.meanMs) / (b.free - a.free)
      const free = Math.min(to, Math.max(from, a.free + (targetMs - a.meanMs) / slope))
      if (!Number.isFinite(free) || this.#known.some((tried) => tried.free === free)) return null
      this.#known.push(this.#try(free))
    }
    return null
  }

  #nearest(targetMs: number): [Tried, Tried] {
    const off = ({ meanMs }: Tried) => Math.abs(meanMs - targetMs)
    const [a, b] = this.#known.sort((x, y) => off(x) - off(y))
    if (a === undefined || b === undefined) throw new Error('nothing was tried')
    return [a, b]
  }

  #try(free: number): Tried {
    const watched = watch(this.#arrivals, this.#subject.detector(free))
    return { free, watched, meanMs: meanDetection(watched) }
  }
}

/** A first step that is neither too small to tell a difference nor out of all proportion. */
function typical({ range: { from, to } }: Subject): number {
  return Math.min(2_000, (to - from) / 2)
}
