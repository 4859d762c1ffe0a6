/** A program is nobody's peer on a network: its ends tell nothing of that, and it needs no leave to be started. */
import type { Keeper } from '../supervisor/keeper.ts'

/** The same keeper, of a world without dials that are shared. */
export function apartFromDials(keeper: Keeper): Keeper {
  return {
    feed: keeper.feed,
    world: { ...keeper.world, dials: null },
    chart: keeper.chart,
    // Another one in each life of the supervisor.
    get root() {
      return keeper.root
    },
    get mayDial() {
      return keeper.mayDial
    },
    settled: (child) => keeper.settled(child),
    asked: (child, options) => keeper.asked(child, options),
    changed: () => keeper.changed(),
  }
}
