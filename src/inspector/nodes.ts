/** A tree as the page has it: a flat list, whoever is under another behind it. */
import type { AcceptedNode, ChildNode, ListenerNode, SupervisorNode } from '../supervisor/tree/nodes.ts'
import type { ShownNode } from './model/node.ts'

export function shownNodes(tree: SupervisorNode): readonly ShownNode[] {
  const nodes: ShownNode[] = []
  addSupervisor(nodes, tree, null)
  return nodes
}

function addSupervisor(nodes: ShownNode[], node: SupervisorNode, parent: string | null): void {
  nodes.push({
    id: node.id,
    parent,
    name: node.name,
    kind: 'supervisor',
    phase: node.phase,
    since: node.since,
    cause: node.cause,
    restarts: node.restarts,
    endpoint: null,
    peer: null,
    identity: null,
    generation: null,
    retryAt: null,
    isStale: false,
    isDraining: node.isDraining,
    life: node.child?.life ?? null,
    strategy: node.strategy,
  })
  for (const child of node.children) addChild(nodes, child, node.id)
}

function addChild(nodes: ShownNode[], node: ChildNode, parent: string): void {
  if (node.kind === 'supervisor') return addSupervisor(nodes, node, parent)
  if (node.kind === 'listener') return addListener(nodes, node, parent)
  nodes.push({
    id: node.id,
    parent,
    name: node.name,
    kind: node.kind,
    phase: node.phase,
    since: node.since,
    cause: node.cause,
    restarts: node.restarts,
    endpoint: node.endpoint,
    peer: node.peer,
    identity: null,
    generation: node.generation,
    retryAt: node.retryAt,
    isStale: node.isStale,
    isDraining: node.isDraining,
    life: node.child.life,
    strategy: null,
  })
}

function addListener(nodes: ShownNode[], node: ListenerNode, parent: string): void {
  nodes.push({
    id: node.id,
    parent,
    name: node.name,
    kind: 'listener',
    phase: node.phase,
    since: node.since,
    cause: node.cause,
    restarts: node.restarts,
    endpoint: node.endpoint,
    peer: null,
    identity: null,
    generation: null,
    retryAt: null,
    isStale: false,
    isDraining: node.isDraining,
    life: node.child.life,
    strategy: null,
  })
  for (const accepted of node.accepted ?? []) nodes.push(acceptedNode(accepted, node.id))
}

/** Its id is the listener's endpoint and a number, which is enough below that. */
function acceptedNode(node: AcceptedNode, parent: string): ShownNode {
  return {
    id: node.id,
    parent,
    name: node.id.slice(node.id.lastIndexOf('#')),
    kind: 'accepted',
    phase: node.phase,
    since: node.since,
    cause: node.cause,
    restarts: 0,
    endpoint: null,
    peer: node.peer,
    identity: node.identity,
    generation: null,
    retryAt: null,
    isStale: node.isStale,
    isDraining: node.isDraining,
    life: null,
    strategy: null,
  }
}
