/** How many there are in each phase. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { urgencyOf } from './shapes.ts'

/** What dials or was dialled, or runs: what people mean by "10,000 connections". */
export function isLeaf({ kind }: ShownNode): boolean {
  return kind === 'connection' || kind === 'program' || kind === 'accepted'
}

/** Of those that beat, the phases that need a look first. */
export function countsByPhase(nodes: ReadonlyMap<string, ShownNode>): readonly (readonly [string, number])[] {
  // A few words, compared ten thousand times ten times a second: a list is quicker than a map.
  const phases: string[] = []
  const counts: number[] = []
  for (const node of nodes.values()) {
    if (!isLeaf(node)) continue
    let index = phases.indexOf(node.phase)
    if (index < 0) index = phases.push(node.phase) - 1
    counts[index] = (counts[index] ?? 0) + 1
  }
  return phases
    .map((phase, index) => [phase, counts[index] ?? 0] as const)
    .sort(([a], [b]) => urgencyOf(a) - urgencyOf(b))
}
