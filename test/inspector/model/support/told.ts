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
  readonly endpoint: string | null
  readonly peer: string | null
  readonly generation: number | null
  readonly retryAt: number | null
  readonly isStale: boolean
}

/** Of what a new one took the place of, nothing is told before that begins: then some of it cannot be compared. */
export function toldByTree(tree: Tree): Map<string, Partial<Told>> {
  const told = new Map<string, Partial<Told>>()
  const note = (node: ChildNode | AcceptedNode, parent: string | null): void => {
    const dials = node.kind === 'connection' || node.kind === 'program'
    const all: Told = {
      parent,
      kind: node.kind,
      phase: node.phase,
      since: node.since,
      // Of a supervisor the feed tells which crash was one too many, the tree that they were too many.
      cause: node.kind === 'supervisor' ? null : (node.cause?.kind ?? null),
      restarts: node.kind === 'accepted' ? 0 : node.restarts,
      // A listener's is told once it is bound.
      endpoint: dials ? node.endpoint : null,
      // The feed does not name those that were dialled.
      peer: node.kind === 'accepted' ? node.peer : null,
      generation: dials ? node.generation : null,
      // One that was stopped while it waited still says until when.
      retryAt: dials && node.child.life.is !== 'ended' ? node.retryAt : null,
      isStale: 'isStale' in node ? node.isStale : false,
    }
    const { since: _, ...kept } = all
    if (!mayBeNew(node)) told.set(node.id, all)
    else told.set(node.id, node.kind === 'supervisor' ? kept : { parent, kind: node.kind })
    if (node.kind === 'supervisor') for (const child of node.children) note(child, node.id)
    if (node.kind === 'listener') for (const one of node.accepted ?? []) note(one, node.id)
  }
  note(tree, null)
  return told
}

/** As far as one can see, none of its lives has begun. */
function mayBeNew(node: ChildNode | AcceptedNode): boolean {
  if (node.kind === 'accepted' || node.child === null || node.child.life.is === 'up') return false
  if (node.kind === 'supervisor') return node.phase === 'stopped'
  return node.kind === 'listener' ? node.phase === 'opening' : node.generation === 0
}

/** What the nodes say of all that. */
export function toldByNodes(
  nodes: ReadonlyMap<string, ShownNode>,
  all: ReadonlyMap<string, Partial<Told>>,
): Map<string, Partial<Told>> {
  return new Map(
    [...nodes.values()].map((node) => {
      const told = toldBy(node)
      return [node.id, like(told, all.get(node.id) ?? told)]
    }),
  )
}

export function toldBy(node: ShownNode): Told {
  return {
    parent: node.parent,
    kind: node.kind,
    phase: node.phase,
    since: node.since,
    cause: node.kind === 'supervisor' ? null : (node.cause?.kind ?? null),
    restarts: node.restarts,
    endpoint: node.kind === 'listener' ? null : node.endpoint,
    peer: node.peer,
    generation: node.generation,
    retryAt: node.retryAt,
    isStale: node.isStale,
  }
}

function like(told: Told, other: Partial<Told>): Partial<Told> {
  return Object.fromEntries(Object.entries(told).filter(([name]) => name in other))
}
