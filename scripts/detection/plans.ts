/** Presets as connections have them: checked, complete, with the detector asked for. */
import { adaptive } from '../../src/machines/detector/adaptive.ts'
import { phi } from '../../src/machines/detector/phi.ts'
import type { HeartbeatPlan } from '../../src/machines/heartbeat.ts'
import type { HeartbeatOptions } from '../../src/machines/heartbeat-options.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { type PresetName, presets } from '../../src/machines/presets.ts'
import { pingPong } from '../../src/machines/protocol.ts'

type Judge = NonNullable<HeartbeatOptions['detector']>

/** By the words that a user writes. */
export const DETECTORS: readonly { readonly name: string; readonly detector: Judge }[] = [
  { name: 'fixed', detector: 'fixed' },
  { name: 'phi()', detector: phi() },
  { name: 'adaptive()', detector: adaptive() },
]

export const PRESETS: readonly PresetName[] = ['lan', 'internet', 'mobile', 'aggressive']

export function planOf(preset: PresetName, detector: Judge = 'fixed'): HeartbeatPlan {
  const carrier = { cut: 'whole', encode: (payload: string | Uint8Array) => payload } as const
  const { heartbeat } = connectPlan(
    { heartbeat: { ...presets[preset], protocol: pingPong, detector } },
    carrier,
  )
  if (heartbeat === null) throw new Error(`${preset} has no heartbeat`)
  return heartbeat
}
