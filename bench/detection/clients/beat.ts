/** What a user of ours writes for these terms: a preset by its name, else the numbers. */
import type { HeartbeatPreset, presets as Presets } from '../../../src/index.ts'
import type { Terms } from '../terms.ts'

export function beatOf(
  terms: Terms,
  presets: typeof Presets,
): HeartbeatPreset & { readonly misses?: number } {
  if (terms === null) return {}
  const { preset, ...numbers } = terms
  return preset === undefined ? numbers : presets[preset]
}
