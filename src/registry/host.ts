/** What registrations and watches are given by the client they belong to. */
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/clock.ts'
import { type Random, systemRandom } from '../clock/random.ts'
import { ableOption, checkOptions, hookOption, millisOption } from '../machines/check.ts'

/** What every registry can be told. */
export interface RegistryOptions {
  /** How long the registry has to answer anything, in ms. Default 3000; at least 1. */
  readonly requestTimeoutMs?: number
  /**
   * How often a registry that tells of no change is asked all the same, in ms: what is watched is stale at the latest so long,
   * and a `requestTimeoutMs`, after the registry was lost. Default 5000; at least 10.
   */
  readonly checkMs?: number
  /**
   * How long instances stay known that a registry no longer knows because it has lost its data, in ms: they come back by
   * themselves. Default 30 000, from 0; longer than a third of the longest `ttlMs` in use.
   */
  readonly graceMs?: number
  /** Time, for tests. Default: the system's. */
  readonly clock?: Clock
  /** Chance, for tests. Default: the system's. */
  readonly random?: Random
}

/** The options, checked. */
export interface Host {
  readonly clock: Clock
  readonly random: Random
  readonly requestTimeoutMs: number
  readonly checkMs: number
  readonly graceMs: number
}

/**
 * @param more the names of options that one kind of registry has besides.
 * @throws OptionError naming the option that cannot be used.
 */
export function hostOf(name: string, options: RegistryOptions, more: readonly string[] = []): Host {
  const known = ['requestTimeoutMs', 'checkMs', 'graceMs', 'clock', 'random', ...more]
  checkOptions(name, options, known)
  const { requestTimeoutMs = 3_000, checkMs = 5_000, graceMs = 30_000, clock = systemClock } = options
  return {
    clock: ableOption('clock', clock, 'now', 'wall', 'after'),
    random: hookOption('random', options.random) ?? systemRandom,
    requestTimeoutMs: millisOption('requestTimeoutMs', requestTimeoutMs, 1),
    checkMs: millisOption('checkMs', checkMs, 10),
    graceMs: millisOption('graceMs', graceMs, 0),
  }
}
