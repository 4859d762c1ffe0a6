/** Draws from a seed, in the words that plans are made of. */
import type { Random } from '../../clock/random.ts'

export class Chance {
  readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  /** Whether something of this probability is so. */
  is(probability: number): boolean {
    return this.random() < probability
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  /** A whole number from `least` to `most`: as likely between 1 and 10 as between 10 and 100. */
  spread(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.random())
  }

  /** How long it is until something happens that happens every `meanMs` on average. */
  untilNext(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.random()) * meanMs))
  }

  /** One of them. @throws Error when there are none. */
  pick<T>(...things: readonly [T, ...T[]]): T
  pick<T>(...things: readonly T[]): T
  pick<T>(...things: readonly T[]): T {
    const thing = things[Math.floor(this.random() * things.length)]
    if (thing === undefined) throw new Error('there is nothing to pick from')
    return thing
  }
}
