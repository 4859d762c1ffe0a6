/** Restart intensity: how many restarts a window may hold before restarting is no answer any more. */
import { checkOptions, integerOption, millisOption } from '../machines/check.ts'
import type { Cause } from '../transport/transport.ts'

/** At most `restarts` in any window of `withinMs` (inclusive, as OTP counts). */
export interface Intensity {
  /** Default 3; from 0 (never restart) to 1 000 000. */
  readonly restarts: number
  /** Milliseconds. Default 5000; from 1 to 2^31. */
  readonly withinMs: number
}

export const DEFAULT_INTENSITY: Intensity = Object.freeze({ restarts: 3, withinMs: 5_000 })

/** @throws OptionError naming the option that cannot be used. */
export function intensityOf(options: Partial<Intensity> = {}): Intensity {
  checkOptions('intensity', options, ['restarts', 'withinMs'])
  return Object.freeze({
    restarts: integerOption(
      'intensity.restarts',
      options.restarts ?? DEFAULT_INTENSITY.restarts,
      0,
      1_000_000,
    ),
    withinMs: millisOption('intensity.withinMs', options.withinMs ?? DEFAULT_INTENSITY.withinMs, 1),
  })
}

/** One restart: when, by the clock, and why. */
export interface Restart {
  readonly at: number
  readonly cause: Cause
}

/** The restarts before this one that are still inside the window, and this one. */
export function countRestart(before: readonly Restart[], restart: Restart, withinMs: number): Restart[] {
  return [...before.filter(({ at }) => restart.at - at <= withinMs), restart]
}
