/** The rows of the tree: who is under whom, in which order, and what is folded away or filtered out. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { isFiltered, type Looked, matcher } from '../ui/matching.ts'
import { urgencyOf } from '../ui/shapes.ts'

/** `declared` is the order in which they came. */
export const SORTS = ['declared', 'name', 'phase', 'since', 'restarts'] as const

export type Sort = (typeof SORTS)[number]

export interface Row {
  readonly node: ShownNode
  /** From 1. */
  readonly level: number
  /** Among its siblings that are seen, from 1. */
  readonly position: number
  readonly siblings: number
  /** Null where nobody is under it. */
  readonly isOpen: boolean | null
  /** It is there because of somebody under it. */
  readonly isContext: boolean
}

export interface RowsAsked extends Looked {
  readonly sort: Sort
  readonly folded: ReadonlySet<string>
}

export function rowsOf(nodes: ReadonlyMap<string, ShownNode>, asked: RowsAsked): readonly Row[] {
  const { found, shown } = wantedIn(nodes, asked)
  const under = childrenIn(shown)
  if (asked.sort !== 'declared') for (const siblings of under.values()) siblings.sort(ORDERS[asked.sort])
  const rows: Row[] = []
  const tops = under.get(null) ?? []
  // A list and no recursion: a file may nest as deep as it likes.
  const ways = [{ nodes: tops, next: 0 }]
  for (let way = ways.at(-1); way !== undefined; way = ways.at(-1)) {
    const node = way.nodes[way.next]
    if (node === undefined) {
      ways.pop()
      continue
    }
    way.next += 1
    const children = under.get(node.id)
    // What is looked for is not to be hidden by an old fold.
    const isOpen = children === undefined ? null : found !== null || !asked.folded.has(node.id)
    const isContext = found !== null && !found.has(node.id)
    rows.push({ node, level: ways.length, position: way.next, siblings: way.nodes.length, isOpen, isContext })
    if (children !== undefined && isOpen === true) ways.push({ nodes: children, next: 0 })
  }
  return rows
}

/** Those that are looked for, null where all are; and besides them those that they are under. */
function wantedIn(
  nodes: ReadonlyMap<string, ShownNode>,
  asked: Looked,
): { readonly found: ReadonlySet<string> | null; readonly shown: ReadonlyMap<string, ShownNode> } {
  if (!isFiltered(asked)) return { found: null, shown: nodes }
  const isWanted = matcher(asked)
  const found = new Set<string>()
  const kept = new Set<string>()
  for (const node of nodes.values()) {
    if (!isWanted(node)) continue
    found.add(node.id)
    for (let at: ShownNode | undefined = node; at !== undefined && !kept.has(at.id); ) {
      kept.add(at.id)
      at = at.parent === null ? undefined : nodes.get(at.parent)
    }
  }
  const shown = new Map<string, ShownNode>()
  for (const [id, node] of nodes) if (kept.has(id)) shown.set(id, node)
  return { found, shown }
}

function childrenIn(nodes: ReadonlyMap<string, ShownNode>): Map<string | null, ShownNode[]> {
  const under = new Map<string | null, ShownNode[]>()
  for (const node of nodes.values()) {
    const parent = node.parent !== null && nodes.has(node.parent) ? node.parent : null
    const siblings = under.get(parent)
    if (siblings === undefined) under.set(parent, [node])
    else siblings.push(node)
  }
  return under
}

const ORDERS: Readonly<Record<Exclude<Sort, 'declared'>, (a: ShownNode, b: ShownNode) => number>> = {
  name: (a, b) => byText(keyOf(a), keyOf(b)),
  phase: (a, b) => urgencyOf(a.phase) - urgencyOf(b.phase),
  // What has just changed comes first.
  since: (a, b) => b.since - a.since,
  restarts: (a, b) => b.restarts - a.restarts,
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

const keys = new WeakMap<ShownNode, string>()

/** So that `#9` comes before `#10`. Made once a node: a collator takes 40 ms to sort ten thousand, this takes 5. */
function keyOf(node: ShownNode): string {
  let key = keys.get(node)
  if (key === undefined) {
    key = node.name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'))
    keys.set(node, key)
  }
  return key
}
