/** What a supervisor can be told, checked at the door. */
import type { BackoffOptions } from '../machines/backoff.ts'
import { ableOption, checkOptions, choiceOption, flagOption } from '../machines/check.ts'
import { NEVER } from '../machines/never.ts'
import type { connectPlan } from '../machines/options.ts'
import { OptionError } from '../transport/transport.ts'
import { type ChildDefaults, delaysOf, steadily } from './child.ts'
import type { AutoShutdown } from './children.ts'
import { type Intensity, intensityOf } from './intensity.ts'
import type { SharedDials } from './shared-dials.ts'
import { SHARED_KEYS, type SharedOptions, type SharedPlan, sharedPlan } from './shared-options.ts'
import type { Strategy, StrategyName } from './strategy.ts'

/** What a supervisor can be told of its children, nested or not. */
export interface TreeOptions {
  /** How many restarts a window may hold, for each child and for the supervisor apart. Default 3 in 5000 ms. */
  readonly intensity?: Partial<Intensity>
  /** How long a child waits before it is started again, in ms, unless it has its own word. Default 1000; from 0 to 2^31. */
  readonly restartDelayMs?: number
  /** Delays that grow from restart to restart, in place of `restartDelayMs`. */
  readonly restartBackoff?: Omit<BackoffOptions, 'attempts'>
  /**
   * Which siblings are started again with a child: none (`one_for_one`, the default), all, or those declared after it. As
   * values the other two are `oneForAll` and `restForOne` of `pulsetree/strategies`.
   */
  readonly strategy?: StrategyName | Strategy
  /**
   * Whether the supervisor stops when one, or the last, of its significant children has ended by itself. Default `never`.
   */
  readonly autoShutdown?: AutoShutdown
  /**
   * Its children come and go, and none needs another: they stop together rather than one after the other, and those that
   * have ended for good are forgotten at once. Default false; with `one_for_one` alone.
   */
  readonly dynamic?: boolean
}

/** What a supervisor can be told. */
export interface SuperviseOptions extends TreeOptions, SharedOptions {}

/** What comes with the entry that a supervisor was made by. */
export interface Usual {
  /** How connections dial again together, unless the options say so. */
  readonly dials?: SharedDials
  /** The strategies that may be named by a word. */
  readonly strategies?: readonly Strategy[]
  /** What makes a plan of a connection's options, if not `connectPlan` itself: see `likePlan`. */
  readonly plan?: typeof connectPlan
}

/** What a supervisor does with its children. */
export interface TreePlan {
  readonly intensity: Intensity
  /** Null for one_for_one. */
  readonly strategy: Strategy | null
  readonly autoShutdown: AutoShutdown
  readonly isDynamic: boolean
  readonly defaults: ChildDefaults
}

/** The same for one without a parent, and what its whole tree shares. */
export interface RootPlan extends SharedPlan {
  readonly tree: TreePlan
}

const TREE_KEYS = [
  'intensity',
  'restartDelayMs',
  'restartBackoff',
  'strategy',
  'autoShutdown',
  'dynamic',
] as const
const KEYS = [...TREE_KEYS, ...SHARED_KEYS] as const

/** @throws OptionError naming the option that cannot be used. */
export function rootPlan(options: SuperviseOptions, usual: Usual): RootPlan {
  checkOptions('supervise', options, KEYS)
  return { ...sharedPlan(options, usual.dials), tree: planOf(options, usual) }
}

/** @throws OptionError naming the option that cannot be used. */
export function treePlan(options: TreeOptions, usual: Usual): TreePlan {
  checkOptions('supervise', options, TREE_KEYS)
  return planOf(options, usual)
}

function planOf(options: TreeOptions, usual: Usual): TreePlan {
  const intensity = intensityOf(options.intensity)
  const strategy = strategyOf(options.strategy, usual)
  const isDynamic = flagOption('dynamic', options.dynamic ?? false)
  if (isDynamic && strategy !== null) {
    throw new OptionError('dynamic', `is for one_for_one: children under ${strategy.name} need their order`)
  }
  const autoShutdown = choiceOption<AutoShutdown>('autoShutdown', options.autoShutdown ?? 'never', [
    'never',
    'any_significant',
    'all_significant',
  ])
  return Object.freeze({
    intensity,
    strategy,
    isDynamic,
    autoShutdown,
    defaults: {
      intensity,
      delays: delaysOf(options) ?? steadily(1_000),
      escalates: strategy !== null,
      shutdownMs: 5_000,
      countsSignificant: autoShutdown !== 'never',
    },
  })
}

function strategyOf(strategy: TreeOptions['strategy'], { strategies = [] }: Usual): Strategy | null {
  if (strategy === undefined || strategy === 'one_for_one') return null
  if (typeof strategy === 'object' && strategy !== null) return ableOption('strategy', strategy, 'group')
  const found = strategies.find(({ name }) => name === strategy)
  if (found !== undefined) return found
  const known = ['one_for_one', ...strategies.map(({ name }) => name)].join(', ')
  throw new OptionError(
    'strategy',
    `expected one of ${known}, or oneForAll or restForOne of pulsetree/strategies, got ${String(strategy)}`,
  )
}

/** Of a nested supervisor, as a child: its own children have limits of theirs. */
export function nestedDefaults(defaults: ChildDefaults): ChildDefaults {
  return { ...defaults, shutdownMs: NEVER }
}
