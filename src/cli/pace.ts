/** How often a heartbeat goes out, how long silence may last, and how it is judged. */
import {
  type HeartbeatOptions,
  type HeartbeatPreset,
  type PresetName,
  presets,
  type SuspectOptions,
} from '../index.ts'
import { adaptive, phi } from '../machines/detector/index.ts'
import type { Given } from './given.ts'
import { UsageError } from './usage.ts'
import { count, duration, oneOf } from './values.ts'

/** A heartbeat but for what goes over the wire. */
type Pace = Required<Pick<HeartbeatOptions, 'everyMs' | 'timeoutMs' | 'skipWhenHeard' | 'detector'>> &
  Pick<HeartbeatOptions, 'misses' | 'suspect'>

/** The options that say when silence is a verdict. Who types one of them wants silence to be judged. */
export const JUDGING = ['--preset', '--timeout', '--misses', '--suspect', '--probes', '--detector'] as const

/** The preset, and what was typed beside it in its place. @throws UsageError naming the option that cannot be used. */
export function paceOf(given: Given): Pace {
  const preset = presetOf(given)
  return {
    everyMs: given.maybe('--every', duration) ?? preset.everyMs ?? given.read('--every', duration),
    timeoutMs: given.maybe('--timeout', duration) ?? preset.timeoutMs ?? given.read('--timeout', duration),
    ...patienceOf(given, preset),
    skipWhenHeard: given.has('--skip-when-heard') || (preset.skipWhenHeard ?? false),
    detector: detectorOf(given),
  }
}

function presetOf(given: Given): HeartbeatPreset {
  const name = given.maybe('--preset', oneOf<PresetName>('lan', 'internet', 'mobile', 'aggressive'))
  return name === undefined ? {} : presets[name]
}

/** How long a suspect has: as misses, or as a time of its own. */
function patienceOf(given: Given, preset: HeartbeatPreset): Pick<Pace, 'misses' | 'suspect'> {
  const typed = ['--suspect', '--probes'].filter((option) => given.has(option))
  if (typed.length > 0 && given.has('--misses')) {
    throw new UsageError(`--misses and ${typed[0]}`, 'both say how long a suspect has; give one of them')
  }
  if (typed.length > 0) return { suspect: suspectOf(given, preset.suspect ?? {}) }
  if (preset.suspect !== undefined && !given.has('--misses')) return { suspect: preset.suspect }
  return { misses: given.read('--misses', count) }
}

/** Probes that a preset has for its own time may stand too close in another one: the library has its own number then. */
function suspectOf(given: Given, preset: SuspectOptions): SuspectOptions {
  const forMs = given.maybe('--suspect', duration)
  const probes = given.maybe('--probes', count)
  return { ...(forMs === undefined ? preset : { forMs }), ...(probes === undefined ? {} : { probes }) }
}

function detectorOf(given: Given): Pace['detector'] {
  return detectorNamed(given.read('--detector', oneOf('fixed', 'phi', 'adaptive')))
}

/** A detector with the options that it has unless told otherwise. */
export function detectorNamed(name: 'fixed' | 'phi' | 'adaptive'): Pace['detector'] {
  switch (name) {
    case 'fixed':
      return 'fixed'
    case 'phi':
      return phi()
    case 'adaptive':
      return adaptive()
  }
}
