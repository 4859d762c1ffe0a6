/** Strategies that start siblings again with a child, as values: a page that does without does not carry them. */
import { Regroup } from './group.ts'
import type { Strategy } from './strategy.ts'

export type { Strategy, StrategyName } from './strategy.ts'

/**
 * When one child has to be started again, all are: for children none of which is of use without the others. Those that are
 * up are stopped in reverse order, then all start in order, those included that had finished; but none that its user
 * stopped, or that is temporary.
 */
export const oneForAll: Strategy = {
  name: 'one_for_all',
  group: (crew) => new Regroup(crew, (entries) => entries),
}

/** As {@link oneForAll}, but those declared before it are left alone: for children that need those before them. */
export const restForOne: Strategy = {
  name: 'rest_for_one',
  group: (crew) => new Regroup(crew, (entries, failed) => entries.slice(entries.indexOf(failed))),
}
