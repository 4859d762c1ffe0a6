/** What a tree says of each of its nodes, as far as the feed tells it too; by id. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { AcceptedNode, ChildNode, Tree } from '../../../../src/supervisor/tree/nodes.ts'

export interface Told {
  readonly parent: string | null
  readonly kind: string
  readonly phase: string
  readonly since: number
  readonly cause: string | null
  readonly restarts: number
  readonly peer: string | null
  readonly generation: number | null
  readonly retryAt: number | null
  readonly isStale: boolean
}

export function toldByTree(tree: Tree): Map<string, Told> {
  const told = new Map<string, Told>()
  const note = (node: ChildNode | AcceptedNode, parent: string | null): void => {
    const dials = node.kind === 'connection' || node.kind === 'program'
    told.set(node.id, {
      parent,
      kind: node.kind,
      phase: node.phase,
      since: node.since,
      // Of a supervisor the feed tells which crash was one too many, the tree that they were too many.
      cause: node.kind === 'supervisor' ? null : (node.cause?.kind ?? null),
      restarts: node.kind === 'accepted' ? 0 : node.restarts,
      // The feed does not name those that were dialled.
      peer: node.kind === 'accepted' ? node.peer : null,
      generation: dials ? node.generation : null,
      // One that was stopped while it waited still says until when.
      retryAt: dials && node.child.life.is !== 'ended' ? node.retryAt : null,
      isStale: 'isStale' in node ? node.isStale : false,
    })
    if (node.kind === 'supervisor') for (const child of node.children) note(child, node.id)
    if (node.kind === 'listener') for (const one of node.accepted ?? []) note(one, node.id)
  }
  note(tree, null)
  return told
}

export function toldByNodes(nodes: ReadonlyMap<string, ShownNode>): Map<string, Told> {
  return new Map(
    [...nodes.values()].map((node) => [
      node.id,
      {
        parent: node.parent,
        kind: node.kind,
        phase: node.phase,
        since: node.since,
        cause: node.kind === 'supervisor' ? null : (node.cause?.kind ?? null),
        restarts: node.restarts,
        peer: node.peer,
        generation: node.generation,
        retryAt: node.retryAt,
        isStale: node.isStale,
      },
    ]),
  )
}
