/** Dialling again together, as a value: a page that does without does not carry it. */
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Dials } from '../machines/dials.ts'
import { type DialOptions, dialsOf } from './budget.ts'
import { Endpoints } from './endpoints.ts'
import type { FeedBody } from './feed.ts'

export type { DialOptions } from './budget.ts'
export type { DoubtOptions } from './doubt.ts'

/** How the connections of a supervisor dial again together: what {@link sharedDials} makes. */
export interface SharedDials {
  /** @internal For one tree; `tell` puts something into its feed. */
  make(clock: Clock, random: Random, tell: (body: FeedBody) => void): Dials
}

/**
 * For `supervise({ dials: sharedDials({ … }) })`: connections that dial again draw from one budget, and know of each
 * other's endpoints; when most links are lost at once, they doubt their own network first. The default in Node, with the
 * defaults of {@link DialOptions}. Not in pages, which have a few
 * connections each: a crowd of pages is kept apart by the jitter of their delays alone.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function sharedDials(options: DialOptions = {}): SharedDials {
  const plan = dialsOf(options)
  return {
    make: (clock, random, tell) => new Endpoints(clock, random, plan, tell),
  }
}
