/** Who runs what: the inputs shared out among the targets, in slices. */
import type { Order } from './host.ts'
import type { Target } from './target.ts'

/**
 * @param inputs how many in all; each target has at least its corpus.
 * @param slice how many a host runs in one go.
 */
export function ordersOf(targets: readonly Target[], inputs: number, seed: string, slice = 25_000): Order[] {
  const whole = targets.reduce((sum, { share }) => sum + share, 0)
  return targets
    .flatMap((target) => {
      const count = Math.max(target.corpus.length + 1, Math.ceil((inputs * target.share) / whole))
      return Array.from({ length: Math.ceil(count / slice) }, (_, at) => ({
        target: target.name,
        seed,
        from: at * slice,
        to: Math.min(count, (at + 1) * slice),
      }))
    })
    .sort((one, other) => costOf(other, targets) - costOf(one, targets))
}

/** A guess, so that what takes longest begins first: the fewer a target gets, the longer each of them takes. */
function costOf({ target, from, to }: Order, targets: readonly Target[]): number {
  const { share } = targets.find(({ name }) => name === target) ?? { share: 1 }
  return (to - from) / share
}
