/** What a supervisor of pages can be told; and what only the whole one can, which is refused with the way to it. */
import type { Backoff } from '../machines/backoff.ts'
import { checkOptions, millisOption } from '../machines/check.ts'
import { checkObject, OptionError } from '../transport/transport.ts'
import { type ChildOptions, steadily } from './child.ts'
import { type Intensity, intensityOf } from './intensity.ts'
import { SHARED_KEYS, type SharedOptions, type SharedPlan, sharedPlan } from './shared-options.ts'

/** What a supervisor of pages can be told. */
export interface FlatOptions extends SharedOptions {
  /** How many restarts a window may hold, for each connection and for the supervisor apart. Default 3 in 5000 ms. */
  readonly intensity?: Partial<Intensity>
  /** How long a connection waits before it is started again, in ms. Default 1000; from 0 to 2^31. */
  readonly restartDelayMs?: number
  /** The only one in pages: siblings are left alone when a connection is started again. */
  readonly strategy?: 'one_for_one'
}

/** What may be said of a connection there, as a child. */
export interface FlatChildOptions extends Pick<ChildOptions, 'restart'> {}

/** The same for the supervisor, checked and complete. */
export interface FlatPlan extends SharedPlan {
  readonly intensity: Intensity
  readonly delays: Backoff
}

/** Options of the whole supervisor and of its children: more than a flat one, and its connections, know. */
const BEYOND = [
  'restartBackoff',
  'autoShutdown',
  'dynamic',
  'shutdownMs',
  'intensity',
  'restartDelayMs',
  'whenGivenUp',
  'significant',
]

const KEYS = ['intensity', 'restartDelayMs', 'strategy', ...SHARED_KEYS]

/** @throws OptionError naming the option that cannot be used. */
export function flatPlan(options: FlatOptions): FlatPlan {
  checkWithin('supervise', options, KEYS)
  checkOptions('supervise', options, KEYS)
  const { strategy = 'one_for_one', intensity, restartDelayMs = 1_000 } = options
  if (strategy !== 'one_for_one') beyond('strategy')
  return {
    ...sharedPlan(options),
    intensity: intensityOf(intensity),
    delays: steadily(millisOption('restartDelayMs', restartDelayMs, 0)),
  }
}

/** @throws OptionError where something is said that only the whole supervisor knows. */
export function checkWithin(name: string, options: object, known: readonly string[] = []): void {
  checkObject(options, name)
  for (const key of BEYOND) if (!known.includes(key) && key in options) beyond(key)
}

/** @throws OptionError always: `what` is the whole supervisor's. */
export function beyond(what: string): never {
  throw new OptionError(what, "not in this supervisor of pages: import { supervise } from 'pulsetree/tree'")
}
