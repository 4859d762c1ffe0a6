/**
 * Many courses at once on few processors. Starting a program is what costs most of all; so the programs are started a
 * few at a time, and nothing is measured before the last of them is there.
 */
export class Together {
  #missing: number
  #free: number
  readonly #queue: (() => void)[] = []
  readonly #waiting: (() => void)[] = []

  /**
   * @param parties how many call {@link ready}.
   * @param atOnce how many start at the same time.
   */
  constructor(parties: number, atOnce: number) {
    this.#missing = parties
    this.#free = atOnce
  }

  /** Runs a start when its turn comes. */
  async start<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#free -= 1
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }

  /** Resolves once all parties have called it. */
  async ready(): Promise<void> {
    this.#missing -= 1
    if (this.#missing > 0) return new Promise((resolve) => this.#waiting.push(resolve))
    for (const go of this.#waiting) go()
  }
}
