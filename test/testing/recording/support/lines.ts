/** A tape by hand: its lines, and what a rough life leaves. */
import type { TapeLine } from '../../../../src/testing/recording/form.ts'
import { recorded, type Trouble, type WorldOptions } from './world.ts'

/** These lines of a tape, in the file's form. */
export function tapeOf(...lines: readonly TapeLine[]): string[] {
  return [{ tape: 1, aheadMs: 0 }, ...lines].map((line, n) =>
    JSON.stringify({ v: 1, at: 0, kind: 'tape', n, ...line }),
  )
}

const QUIET: WorldOptions = {
  seed: 1,
  detectors: ['fixed', 'phi', 'adaptive'],
  latencyMs: 20,
  isRaw: false,
  hooks: false,
  troubles: [],
}

/** A stall of ours that harms nobody, then a cut that does. */
const ROUGH: readonly Trouble[] = [
  { kind: 'nothing', ms: 15_000 },
  { kind: 'freeze', ms: 7_000 },
  { kind: 'nothing', ms: 4_000 },
  { kind: 'cut', ms: 8_000 },
  { kind: 'nothing', ms: 12_000 },
]

export function rough(options: Partial<WorldOptions> = {}): Promise<string[]> {
  return recorded({ ...QUIET, troubles: ROUGH, ...options })
}
