/** Who is under a supervisor or a listener. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'

const PARENTS: ReadonlySet<string> = new Set(['supervisor', 'listener'])

/** How many connections and programs there are under a node at any depth, by phase. */
export function phasesUnder(nodes: ReadonlyMap<string, ShownNode>, id: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const node of nodes.values()) {
    if (PARENTS.has(node.kind) || !isUnder(nodes, node, id)) continue
    counts.set(node.phase, (counts.get(node.phase) ?? 0) + 1)
  }
  return counts
}

/** A file from a stranger may make a ring of parents: no tree is deeper than this. */
const DEEPEST = 64

export function isUnder(nodes: ReadonlyMap<string, ShownNode>, node: ShownNode, id: string): boolean {
  let parent = node.parent
  for (let depth = 0; parent !== null && depth < DEEPEST; depth++) {
    if (parent === id) return true
    parent = nodes.get(parent)?.parent ?? null
  }
  return false
}
