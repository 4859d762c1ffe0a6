/** Phases as strips of a lane: what is narrower than can be seen is put together. */
import { urgencyOf } from '../ui/shapes.ts'
import { type View, xOf } from './scale.ts'

/** A phase from its entry to its end, in ms since the epoch. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly phase: string
}

export interface Strip {
  readonly x: number
  readonly width: number
  readonly phase: string
  /** How many phases are in it that cannot be told apart, the shown one among them. */
  readonly phases: number
}

/** Narrower than this nobody sees a colour, let alone a hatch. */
export const LEAST_PX = 3

/**
 * In order, without overlaps, within 0 and `width`. A short phase is not lost among long ones: it is made as wide as can
 * be seen, at the cost of the next. Of many short ones in one place the most urgent is shown.
 */
export function stripsOf(bands: Iterable<Band>, view: View, width: number): Strip[] {
  const strips = new Strips(width)
  for (const { from, to, phase } of bands) strips.add(xOf(view, from, width), xOf(view, to, width), phase)
  return strips.done()
}

class Strips {
  readonly #width: number
  readonly #done: Strip[] = []
  /** The last one, while more may be put into it. */
  #heap: Strip | null = null
  /** Up to here all is taken. */
  #edge = 0

  constructor(width: number) {
    this.#width = width
  }

  add(from: number, to: number, phase: string): void {
    const start = Math.max(0, from)
    const end = Math.min(this.#width, to)
    if (end < 0 || start >= this.#width || end < start) return
    if (end - start >= LEAST_PX) this.#wide(start, end, phase)
    else this.#narrow(start, end, phase)
  }

  done(): Strip[] {
    this.#flush()
    return this.#done
  }

  #wide(start: number, end: number, phase: string): void {
    this.#flush()
    const x = Math.max(start, this.#edge)
    if (end <= x) return
    this.#done.push({ x, width: end - x, phase, phases: 1 })
    this.#edge = end
  }

  #narrow(start: number, end: number, phase: string): void {
    const heap = this.#heap
    if (heap !== null && start < heap.x + LEAST_PX) {
      const isWorse = urgencyOf(phase) < urgencyOf(heap.phase)
      this.#hold(heap.x, Math.max(this.#edge, end), isWorse ? phase : heap.phase, heap.phases + 1)
      return
    }
    this.#flush()
    const x = Math.max(start, this.#edge)
    if (x < this.#width) this.#hold(x, Math.min(this.#width, Math.max(end, x + LEAST_PX)), phase, 1)
  }

  #hold(x: number, end: number, phase: string, phases: number): void {
    this.#heap = { x, width: end - x, phase, phases }
    this.#edge = end
  }

  #flush(): void {
    if (this.#heap !== null) this.#done.push(this.#heap)
    this.#heap = null
  }
}
