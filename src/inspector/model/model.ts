/**
 * A tree that follows the feed: nodes in, events in, snapshots out. Never throws, whatever a file of a stranger says;
 * kinds that it does not know change nothing.
 */
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { ShownEvent } from '../wire.ts'
import { Memory } from './memory.ts'
import type { ShownNode } from './node.ts'
import { changed, childNode, foundNode, phaseEntered, renewed, supervisorNode } from './nodes.ts'
import type { Snapshot } from './snapshot.ts'

type FeedOf<Kind extends FeedEvent['kind']> = Extract<FeedEvent, { kind: Kind }>

const NOBODY: ReadonlySet<string> = new Set()
/** More than any process has; a file could name a new one in every line. */
const MOST_NODES = 200_000
/** What may be remembered of ids that are no nodes: a file could name a new one in every line here, too. */
const MOST_REMEMBERED = 200_000
/** Nodes that may be changed for the sake of one above them: at first, and more with each event. */
const FIRST_SPREAD = 500_000
const SPREAD_PER_EVENT = 10
/** Supervisors are looked for in so many steps of an id. */
const DEEPEST = 64

export class Model {
  #nodes: Map<string, ShownNode>
  /** Somebody holds the present map: it is copied before it is changed. */
  #isHeld = true
  /** Who is under whom, by ids. */
  readonly #under = new Map<string | null, Set<string>>()
  /** The outermost supervisor. */
  #top: string | null = null
  readonly #memory: Memory
  /** How many nodes may still be changed for others; a file could drain the whole tree in each line. */
  #spread = FIRST_SPREAD

  /**
   * @param nodes of a snapshot, or as the server told them.
   * @param memory of the model that the snapshot is of.
   */
  constructor(nodes: ReadonlyMap<string, ShownNode> = new Map(), memory: Memory | null = null) {
    this.#memory = new Memory(memory)
    this.#nodes = new Map(nodes)
    this.#isHeld = false
    for (const node of nodes.values()) this.#noteNew(node)
  }

  /** The tree as it is now. What is handed out never changes. */
  snapshot(at: number): Snapshot {
    this.#isHeld = true
    return { at, nodes: this.#nodes }
  }

  /** What has to be remembered beside a snapshot, to go on from it. */
  get memory(): Memory {
    return new Memory(this.#memory)
  }

  /** What a copy of it costs, in entries. */
  get weight(): number {
    return this.#nodes.size + this.#memory.size
  }

  get nodes(): ReadonlyMap<string, ShownNode> {
    return this.#nodes
  }

  apply(event: ShownEvent): void {
    this.#spread += SPREAD_PER_EVENT
    switch (event.kind) {
      case 'added':
        return this.#added(event)
      case 'removed':
        return this.#removed(event.id)
      case 'phase':
        return this.#phase(event)
      case 'supervisor':
        if (!this.#nodes.has(event.id)) this.#put(this.#outermost(event.id, event.at))
        if (event.phase === 'running' && this.#memory.over.delete(event.id))
          this.#renewUnder(event.id, event.at)
        return this.#change(event)
      case 'total':
        if (this.#mayRemember(event.id)) this.#memory.over.add(event.id)
        return
      case 'listening':
        this.#change(event)
        return this.#noteDoor(this.#nodes.get(event.id))
      case 'rotating':
        if (this.#mayRemember(event.id)) this.#memory.rotations.set(event.id, event.generation)
        return
      case 'restart':
        if (this.#mayRemember(event.id)) {
          this.#memory.lifeCauses.set(event.id, event.cause)
          this.#memory.counted.add(event.id)
        }
        return this.#change(event)
      case 'draining':
        return this.#drain(event.id, event.at, true)
      case 'drained':
        return this.#drain(event.id, event.at, false)
      case 'summary':
        if (this.#nodes.get(event.id)?.kind === 'accepted') return this.#removed(event.id)
        if (this.#mayRemember(event.id)) this.#memory.over.add(event.id)
        return this.#change(event)
      case 'note':
      case 'stall':
      case 'doubt':
      case 'assured':
      case 'identity':
        return
      default:
        return this.#change(event)
    }
  }

  #added(event: FeedOf<'added'>): void {
    const { id, of, at } = event
    if (id === of) return
    // What goes with it may be what it is said to be under.
    this.#removed(id)
    const parent = this.#nodes.get(of) ?? this.#put(this.#outermost(of, at))
    if (parent.kind !== 'supervisor') return
    this.#put(childNode(event, of, nameWithin(id, parent), parent.isDraining))
  }

  #phase(event: FeedOf<'phase'>): void {
    const { id } = event
    const node = this.#nodes.get(id) ?? this.#put(this.#found(event))
    if (node.kind === 'supervisor' || node.kind === 'listener') return
    const isAnother = event.from === null && this.#memory.over.delete(id)
    if (isAnother) this.#memory.rotations.delete(id)
    const generation = isAnother ? 1 : Math.max(this.#memory.rotations.get(id) ?? 0, node.generation ?? 0) + 1
    const lifeCause = this.#memory.lifeCauses.get(id) ?? null
    const isCounted = event.from === null && this.#memory.counted.delete(id)
    this.#put(phaseEntered(node, event, { generation, lifeCause, isCounted }))
  }

  #change(event: FeedEvent): void {
    const node = 'id' in event ? this.#nodes.get(event.id) : undefined
    if (node === undefined || !fits(node, event)) return
    const after = changed(node, event)
    if (after !== node) this.#put(after)
  }

  /** Also all that is under it. */
  #removed(id: string): void {
    for (const node of this.#withAllUnder(id)) this.#forget(node)
  }

  /** A supervisor that had ended for good is another one, and so are its children. */
  #renewUnder(id: string, at: number): void {
    for (const node of this.#affected(id)) {
      if (node.id === id) continue
      this.#memory.forget(node.id)
      this.#put(renewed(node, at))
    }
  }

  #forget({ id, parent, kind }: ShownNode): void {
    this.#own().delete(id)
    this.#under.get(parent)?.delete(id)
    this.#under.delete(id)
    this.#memory.forget(id)
    if (id === this.#top) this.#top = null
    if (kind === 'listener') this.#memory.forgetDoorsOf(id)
  }

  #drain(id: string, at: number, isDraining: boolean): void {
    for (const node of this.#affected(id)) {
      const { kind, phase } = node
      const isMoved =
        kind === 'listener' &&
        (isDraining ? phase === 'opening' || phase === 'listening' : phase === 'draining')
      if (!isMoved) this.#put({ ...node, isDraining })
      else this.#put({ ...node, phase: isDraining ? 'draining' : 'closed', since: at, isDraining })
    }
  }

  /** It and all that is under it, as long as that happens no more often than trees live; else it alone. */
  #affected(id: string): readonly ShownNode[] {
    if (this.#spread < 0) return [id].flatMap((one) => this.#nodes.get(one) ?? [])
    const all = this.#withAllUnder(id)
    this.#spread -= all.length
    return all
  }

  /** A list, since files nest as deep as they like. */
  #withAllUnder(id: string): readonly ShownNode[] {
    const ids = [id]
    for (const one of ids) for (const below of this.#under.get(one) ?? NOBODY) ids.push(below)
    return ids.flatMap((one) => this.#nodes.get(one) ?? [])
  }

  #found(event: FeedOf<'phase'>): ShownNode {
    const { id } = event
    const mark = id.lastIndexOf('#')
    const door = this.#memory.doors.get(id.slice(0, mark))
    if (mark > 0 && door !== undefined) return foundNode(event, door, id.slice(mark), 'accepted')
    const parent = this.#supervisorOf(id)
    return foundNode(event, parent?.id ?? null, parent === null ? id : nameWithin(id, parent), 'connection')
  }

  /** By its id, where nobody said it. */
  #supervisorOf(id: string): ShownNode | null {
    let at = id.lastIndexOf('/')
    for (let step = 0; at > 0 && step < DEEPEST; step += 1, at = id.lastIndexOf('/', at - 1)) {
      const node = this.#nodes.get(id.slice(0, at))
      if (node?.kind === 'supervisor') return node
    }
    return this.#top === null ? null : (this.#nodes.get(this.#top) ?? null)
  }

  /** A supervisor of which nothing was said: the outermost one, where there is none yet. */
  #outermost(id: string, at: number): ShownNode {
    const parent = this.#supervisorOf(id)
    return supervisorNode(id, parent?.id ?? null, parent === null ? id : nameWithin(id, parent), at)
  }

  /** Of those that are there as much as is known of them, but for listeners that are bound ever anew. */
  #mayRemember(id: string): boolean {
    return (
      this.#memory.size < MOST_REMEMBERED ||
      (this.#nodes.has(id) && this.#memory.doors.size < MOST_REMEMBERED)
    )
  }

  #put(node: ShownNode): ShownNode {
    const isNew = !this.#nodes.has(node.id)
    if (isNew && this.#nodes.size >= MOST_NODES) return node
    this.#own().set(node.id, node)
    if (isNew) this.#noteNew(node)
    return node
  }

  #noteNew(node: ShownNode): void {
    const siblings = this.#under.get(node.parent)
    if (siblings === undefined) this.#under.set(node.parent, new Set([node.id]))
    else siblings.add(node.id)
    if (node.kind === 'supervisor' && node.parent === null) this.#top ??= node.id
    this.#noteDoor(node)
  }

  #noteDoor(node: ShownNode | undefined): void {
    if (node?.kind !== 'listener' || node.endpoint === null) return
    const parent = node.parent === null ? undefined : this.#nodes.get(node.parent)
    if (this.#mayRemember(node.id)) this.#memory.noteDoor(prefixIn(parent) + node.endpoint, node.id)
  }

  #own(): Map<string, ShownNode> {
    if (this.#isHeld) {
      this.#nodes = new Map(this.#nodes)
      this.#isHeld = false
    }
    return this.#nodes
  }
}

/** Ids of an outermost supervisor's children have no prefix. */
function prefixIn(parent: ShownNode | undefined): string {
  return parent === undefined || parent.parent === null ? '' : `${parent.id}/`
}

function nameWithin(id: string, parent: ShownNode): string {
  const prefix = prefixIn(parent)
  return id.startsWith(prefix) ? id.slice(prefix.length) : id
}

/** Whether such a thing can happen to such a node; a stranger's file may say anything. */
function fits({ kind }: ShownNode, event: FeedEvent): boolean {
  if (event.kind === 'supervisor') return kind === 'supervisor'
  if (event.kind === 'listening' || event.kind === 'closed') return kind === 'listener'
  if (event.kind === 'rotated' || event.kind === 'retry' || event.kind === 'replaced')
    return kind === 'connection' || kind === 'program'
  return true
}
