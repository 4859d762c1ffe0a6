/** Nodes as short as tests want them. */
import type { ShownNode } from '../../../src/inspector/model/node.ts'

export function node(id: string, more: Partial<ShownNode> = {}): ShownNode {
  return {
    id,
    parent: 'fleet',
    name: id,
    kind: 'connection',
    phase: 'alive',
    since: 0,
    cause: null,
    restarts: 0,
    endpoint: null,
    peer: null,
    identity: null,
    generation: 1,
    retryAt: null,
    isStale: false,
    isDraining: false,
    life: null,
    strategy: null,
    ...more,
  }
}

export function supervisor(id: string, parent: string | null): ShownNode {
  return node(id, { parent, kind: 'supervisor', phase: 'running', generation: null })
}

export function treeOf(...nodes: readonly ShownNode[]): ReadonlyMap<string, ShownNode> {
  return new Map(nodes.map((one) => [one.id, one]))
}
