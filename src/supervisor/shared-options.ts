/** What a whole tree shares, and can be told: its name, its time and chance, how it dials, and what stops it. */
import { type Clock, systemClock } from '../clock/clock.ts'
import { type Random, systemRandom } from '../clock/random.ts'
import { ableOption, hookOption, nameOption } from '../machines/check.ts'
import type { SharedDials } from './shared-dials.ts'

/** What a supervisor without a parent can be told, whatever it keeps. */
export interface SharedOptions {
  /** For people, and for the feed. Default `supervisor`. */
  readonly name?: string
  /**
   * How its connections dial again together: `sharedDials({ … })` of `pulsetree/dials`, which is also the default in Node.
   * `false`, the default in pages: each by itself, when its own back-off is over.
   */
  readonly dials?: SharedDials | false
  /** Stops the supervisor when it aborts. */
  readonly signal?: AbortSignal
  /** Default the system's. Tests give a virtual one. */
  readonly clock?: Clock
  /** Where jitter comes from. Default the platform's. */
  readonly random?: Random
}

/** The same, checked and complete. */
export interface SharedPlan {
  readonly name: string
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
  readonly random: Random
  readonly dials: SharedDials | null
}

export const SHARED_KEYS = ['name', 'dials', 'signal', 'clock', 'random'] as const

/**
 * @param usual unless the options say how to dial.
 * @throws OptionError naming the option that cannot be used.
 */
export function sharedPlan(options: SharedOptions, usual: SharedDials | false = false): SharedPlan {
  const { signal, dials = usual } = options
  return {
    name: nameOption('name', options.name ?? 'supervisor'),
    signal: signal && ableOption('signal', signal, 'addEventListener'),
    clock: ableOption('clock', options.clock ?? systemClock, 'now', 'wall', 'after'),
    random: hookOption('random', options.random) ?? systemRandom,
    dials: dials === false ? null : ableOption('dials', dials, 'make'),
  }
}
