/**
 * How each state looks. Colour never says anything alone: each look has a mark of its own, and a border of its own
 * where that helps. The colours are those of Okabe and Ito, which stay apart for colour-blind eyes, made a little
 * darker for white paper where the original would be too faint.
 */
import type { ChartState } from '../chart.ts'
import type { Mark } from './marks.ts'

export type Tone = 'blue' | 'green' | 'orange' | 'red' | 'purple' | 'grey' | 'ink'

export interface Look {
  readonly tone: Tone
  readonly mark: Mark
  readonly border: 'solid' | 'dashed' | 'dotted'
}

const PLAIN: Look = { tone: 'grey', mark: 'dot', border: 'solid' }

/** By the key of the state. Others are plain. */
const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['connecting', { tone: 'blue', mark: 'dialling', border: 'dashed' }],
  ['alive', { tone: 'green', mark: 'pulse', border: 'solid' }],
  ['suspect', { tone: 'orange', mark: 'warning', border: 'dashed' }],
  ['dead', { tone: 'red', mark: 'cross', border: 'solid' }],
  ['backoff', { tone: 'purple', mark: 'clock', border: 'dotted' }],
  ['stopped', { tone: 'grey', mark: 'square', border: 'solid' }],
  ['failed', { tone: 'ink', mark: 'octagon', border: 'solid' }],
  ['running', { tone: 'green', mark: 'pulse', border: 'solid' }],
  ['stopping', { tone: 'grey', mark: 'hollow', border: 'dashed' }],
  ['givingUp', { tone: 'red', mark: 'cross', border: 'dashed' }],
])

export function lookOf({ key, kind }: ChartState): Look {
  if (kind === 'shallow history') return { ...PLAIN, mark: 'history' }
  if (kind === 'deep history') return { ...PLAIN, mark: 'deepHistory' }
  return LOOKS.get(key) ?? PLAIN
}
