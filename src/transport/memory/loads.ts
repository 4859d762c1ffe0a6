/**
 * Numbers that hold at the same time, each until it is taken back. Sums are made anew at every change, so that fractions
 * leave nothing behind.
 */
export class Loads {
  readonly #all: number[] = []

  add(load: number): void {
    this.#all.push(load)
  }

  /** Takes back one of the loads that are exactly `load`. */
  remove(load: number): void {
    const index = this.#all.indexOf(load)
    if (index >= 0) this.#all.splice(index, 1)
  }

  /** 0 where there are none. */
  get sum(): number {
    return this.#all.reduce((sum, load) => sum + load, 0)
  }

  /** Infinity where there are none. */
  get least(): number {
    return this.#all.reduce((least, load) => Math.min(least, load), Number.POSITIVE_INFINITY)
  }
}
