/** How long a heartbeat is on its way: three distributions with one mean, so that only their tails differ. */
import type { Random } from '../../src/clock/random.ts'

export interface DelayModel {
  readonly name: string
  /** One delay, in ms. */
  readonly draw: (random: Random) => number
}

/** The tail of a queue: a delay above ten times the mean comes once in 22,000. */
export function exponential(meanMs: number): DelayModel {
  return { name: 'exponential', draw: (random) => -meanMs * Math.log(1 - random()) }
}

/** What long round trips over the internet look like. `sigma` is the deviation of the logarithm. */
export function logNormal(meanMs: number, sigma: number): DelayModel {
  const mu = Math.log(meanMs) - sigma ** 2 / 2
  return { name: 'log-normal', draw: (random) => Math.exp(mu + sigma * normal(random)) }
}

/** The heaviest tail: of shape 2, so that the mean exists and the deviation does not. */
export function pareto(meanMs: number): DelayModel {
  const shortestMs = meanMs / 2
  return { name: 'Pareto', draw: (random) => shortestMs / Math.sqrt(1 - random()) }
}

/** Marsaglia's polar method: logarithm and root only, which give the same digits on every platform we know. */
function normal(random: Random): number {
  for (;;) {
    const x = 2 * random() - 1
    const y = 2 * random() - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}
