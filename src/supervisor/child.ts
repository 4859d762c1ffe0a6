/** What a supervisor keeps: a connection, a listener, another supervisor. The contract, and what may be said of each. */
import { type Backoff, type BackoffOptions, backoffOf } from '../machines/backoff.ts'
import { checkOptions, choiceOption, deadlineOption, flagOption, millisOption } from '../machines/check.ts'
import { NEVER } from '../machines/never.ts'
import { type Cause, OptionError } from '../transport/transport.ts'
import { type Intensity, intensityOf } from './intensity.ts'

/** How something stops. */
export interface StopOptions {
  /** Destroy what an orderly close would wait for. Default false. */
  readonly now?: boolean
}

/** How a life ended, as far as starting again goes. */
export interface Ending {
  /** Why; of a life that nothing ended, `cancelled`. */
  readonly cause: Cause
  /** Whether a transient child is started again: a crash, or a program that did not finish its work. */
  readonly isAbnormal: boolean
}

/** Whatever a supervisor keeps. It has one life at a time; between two of them it rests, and may be started again. */
export interface Child {
  /** Its name, unique in the tree: under a nested supervisor it begins with that one's. */
  readonly id: string
  /** How often the supervisor started it again. */
  restarts: number
  /** @internal Whether its user asked for its end, and it is for good. */
  readonly stopAsked: boolean
  /** How many of its runs could not be ended, and still go on; only where that can be. */
  readonly left?: number
  /** @internal Whether to start it is to dial. Left out: yes. */
  readonly dials?: boolean
  /** @internal Whether it works until it ends, however little of that is seen. Left out: no. */
  readonly isBusy?: boolean
  /** @internal How its latest life ended. */
  readonly ending: Ending
  /** @internal Begins a life. Throws only what a first start throws at its caller. */
  begin(): void
  /** @internal Ends the life there is, and reports by `settled` of whoever keeps it; once more, with `now`: at once. */
  halt(options: StopOptions): void
  /** @internal What it stands in is stopping, and its own turn comes: it begins nothing any more. Left out: as `halt`, later. */
  resign?(): void
  /** @internal Another life begins `delayMs` from now. */
  restarting(delayMs: number): void
  /** @internal It will not be started again: whoever waits is told. */
  finish(): void
  /** Stops for good; resolves when nothing is left. */
  stop(options?: StopOptions): Promise<void>
}

/** When a child is started again, and how it is stopped. What OTP calls a child specification. */
export interface ChildOptions {
  /**
   * When the supervisor starts it again. `transient` (default): after a crash; a program also after an exit that was no
   * success, or a verdict of silence. `permanent`: whatever it ended of, unless that was asked for. `temporary`: never; the
   * only one, and the default, for what can be dialled once, such as a port.
   */
  readonly restart?: 'permanent' | 'transient' | 'temporary'
  /**
   * How long an orderly stop may take before the child is destroyed, in ms, whoever asked for it; up to 2^31. Default 5000,
   * for a nested supervisor `false`: without limit, since its children have theirs. 0 destroys at once: OTP's `brutal_kill`.
   */
  readonly shutdownMs?: number | false
  /** How many restarts a window may hold for this child alone. Default that of its supervisor. */
  readonly intensity?: Partial<Intensity>
  /** How long it waits before it is started again, in ms. Default that of its supervisor; from 0 to 2^31. */
  readonly restartDelayMs?: number
  /**
   * Delays that grow, in place of `restartDelayMs`, from restart to restart; they begin anew with a restart after more than
   * `stableMs` of life, not counting time in which this process did not run. An intensity counts restarts all the same: delays that outgrow its window are never too many. So
   * there are no `attempts`: when to give up is the intensity's to say.
   */
  readonly restartBackoff?: Omit<BackoffOptions, 'attempts'>
  /**
   * What its supervisor does when this child had too many restarts of its own: `keep` its siblings, or `escalate`, which is
   * to give up as a whole. Default `keep` under one_for_one, else `escalate`: siblings of these need each other.
   */
  readonly whenGivenUp?: 'keep' | 'escalate'
  /**
   * Whether its end by itself counts for `autoShutdown` of its supervisor. Default false; not for permanent children, nor
   * where `autoShutdown` is `never`, since it would mean nothing.
   */
  readonly significant?: boolean
}

/** The same, checked and complete. */
export interface ChildPlan {
  readonly restart: 'permanent' | 'transient' | 'temporary'
  readonly shutdownMs: number
  readonly intensity: Intensity
  readonly delays: Backoff
  readonly escalates: boolean
  readonly isSignificant: boolean
}

/** What holds for children that do not say otherwise. */
export interface ChildDefaults {
  readonly intensity: Intensity
  readonly delays: Backoff
  readonly escalates: boolean
  readonly shutdownMs: number
  /** Whether significant children mean something. */
  readonly countsSignificant: boolean
}

const CHILD_KEYS = [
  'restart',
  'shutdownMs',
  'intensity',
  'restartDelayMs',
  'restartBackoff',
  'whenGivenUp',
  'significant',
] as const

/** The options of a child, taken apart: what its supervisor has to know, and the rest. */
export function apart<Options extends ChildOptions>(
  options: Options,
): [ChildOptions, Omit<Options, keyof ChildOptions>] {
  // Whoever checks the rest says what is wrong with it.
  if (typeof options !== 'object' || options === null) return [{}, options]
  const {
    restart,
    shutdownMs,
    intensity,
    restartDelayMs,
    restartBackoff,
    whenGivenUp,
    significant,
    ...rest
  } = options
  const own = { restart, shutdownMs, intensity, restartDelayMs, restartBackoff, whenGivenUp, significant }
  const given: Record<string, unknown> = {}
  for (const key of CHILD_KEYS) if (own[key] !== undefined) given[key] = own[key]
  return [given, rest]
}

/**
 * @param once whether it can be started once only.
 * @throws OptionError naming the option that cannot be used.
 */
export function childPlan(options: ChildOptions, defaults: ChildDefaults, once = false): ChildPlan {
  checkOptions('child', options, CHILD_KEYS)
  const known = once ? (['temporary'] as const) : (['transient', 'permanent', 'temporary'] as const)
  const restart = choiceOption<ChildPlan['restart']>('restart', options.restart ?? known[0], known)
  const { whenGivenUp, shutdownMs } = options
  const escalates =
    whenGivenUp === undefined
      ? defaults.escalates
      : choiceOption('whenGivenUp', whenGivenUp, ['keep', 'escalate']) === 'escalate'
  return Object.freeze({
    restart,
    shutdownMs: shutdownMs === undefined ? defaults.shutdownMs : shutdownOf(shutdownMs),
    intensity: options.intensity === undefined ? defaults.intensity : intensityOf(options.intensity),
    delays: delaysOf(options) ?? defaults.delays,
    escalates,
    isSignificant: significantOf(options, restart, defaults),
  })
}

function shutdownOf(ms: number | false): number {
  return ms === 0 ? 0 : deadlineOption('shutdownMs', ms)
}

function significantOf(
  { significant = false }: ChildOptions,
  restart: ChildPlan['restart'],
  { countsSignificant }: ChildDefaults,
): boolean {
  if (!flagOption('significant', significant)) return false
  if (restart === 'permanent') throw new OptionError('significant', 'a permanent child never ends by itself')
  if (!countsSignificant) throw new OptionError('significant', 'means nothing where autoShutdown is never')
  return true
}

/**
 * The delays before restarts; null where nothing is said of them.
 * @throws OptionError naming the option that cannot be used.
 */
export function delaysOf({ restartDelayMs, restartBackoff }: ChildOptions): Backoff | null {
  if (restartBackoff !== undefined) {
    if (restartDelayMs !== undefined) {
      throw new OptionError('restartBackoff', 'restartDelayMs says the same; give one of them')
    }
    const backoff = backoffOf(restartBackoff, 'restartBackoff')
    if ('attempts' in restartBackoff) {
      throw new OptionError('restartBackoff.attempts', 'the intensity says when to give up')
    }
    return backoff
  }
  return restartDelayMs === undefined ? null : steadily(millisOption('restartDelayMs', restartDelayMs, 0))
}

/** The same delay each time. */
export function steadily(ms: number): Backoff {
  return Object.freeze({ firstMs: ms, factor: 1, maxMs: ms, jitter: 'none', attempts: NEVER, stableMs: 0 })
}
