/** Chance for one input: the same name gives the same draws, so an input is known by its seed and its number. */
import { seededRandom } from '../../src/clock/random.ts'

export class Draw {
  readonly #random: () => number

  constructor(name: string) {
    this.#random = seededRandom(name)
  }

  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number {
    return Math.floor(this.#random() * below)
  }

  /** A whole number from `least` to `most`. */
  from(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.#random() * times < 1
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  /** Mostly short, at times long: sizes at which different parts of a parser work. */
  size(most: number): number {
    return this.below(this.once(3) ? most + 1 : Math.min(most, 8) + 1)
  }

  /** As many of `make`'s as {@link size} says. */
  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.size(most) }, make)
  }

  bytes(most: number): Uint8Array {
    return Uint8Array.from(this.list(most, () => this.below(256)))
  }
}
