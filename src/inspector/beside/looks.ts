/** How those beside the tree look: one tone for each word that says where they stand. */
import type { Tone } from '../../charts/drawing/looks.ts'

/** `closed` is a breaker's, which is well then. */
const TONES: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ['closed', 'green'],
  ['open', 'red'],
  ['half-open', 'orange'],
  ['connecting', 'blue'],
  ['alive', 'green'],
  ['suspect', 'orange'],
  ['dead', 'red'],
  ['backoff', 'purple'],
  ['failed', 'ink'],
  ['ejected', 'orange'],
  ['in touch', 'green'],
  ['out of touch', 'orange'],
  ['waiting', 'purple'],
  ['registering', 'blue'],
  ['held', 'green'],
  ['doubtful', 'orange'],
  ['lost', 'red'],
  ['known', 'green'],
  ['stale', 'orange'],
])

/** Of whoever has stopped, and of what nobody knows, it is grey. */
export function toneOf(phase: string): Tone {
  return TONES.get(phase) ?? 'grey'
}
