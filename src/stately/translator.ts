/** From the feed to XState's inspection events: follows the tree, and tells of each part before anything that befalls it. */
import { Model } from '../inspector/model/model.ts'
import type { ShownNode } from '../inspector/model/node.ts'
import type { FeedEvent } from '../supervisor/feed.ts'
import { definitionFor } from './definition.ts'
import {
  STATELY_VERSION,
  type StatelyBase,
  type StatelyCause,
  type StatelyEvent,
  type StatelySnapshot,
} from './event.ts'

/** Whom is told of. */
export interface Choice {
  readonly maxActors: number
  only(id: string): boolean
}

export class Translator {
  readonly #rootId: string
  readonly #choice: Choice
  readonly #model: Model
  /** Whom the tool knows. */
  readonly #told = new Set<string>()

  constructor(rootId: string, nodes: readonly ShownNode[], choice: Choice) {
    this.#rootId = rootId
    this.#choice = choice
    this.#model = new Model(new Map(nodes.map((node) => [node.id, node])))
  }

  /** All there are. */
  begin(at: number): StatelyEvent[] {
    return [...this.#model.nodes.values()].flatMap((node) => this.#introduced(node, at))
  }

  apply(event: FeedEvent): StatelyEvent[] {
    // What befalls the whole process befalls its outermost supervisor.
    const id = 'id' in event ? event.id : this.#rootId
    const before = this.#model.nodes.get(id)
    this.#model.apply(event)
    const after = this.#model.nodes.get(id)
    const { at } = event
    const told = after === undefined ? [] : this.#introduced(after, at)
    if (!this.#told.has(id)) return told
    const what = causeOf(event)
    told.push({ ...this.#base(id, at), type: '@xstate.event', sourceId: undefined, event: what })
    if (after !== undefined) {
      if (after !== before) told.push(this.#moved(id, at, what, snapshotOf(after)))
    } else if (before !== undefined) {
      this.#told.delete(id)
      told.push(this.#moved(id, at, what, { ...snapshotOf(before), status: 'stopped' }))
    }
    return told
  }

  /** Nothing where it is known, or is not to be told of. Whoever found no room is told of when there is some. */
  #introduced(node: ShownNode, at: number): StatelyEvent[] {
    const { id, kind, name, parent } = node
    if (this.#told.has(id) || this.#told.size >= this.#choice.maxActors || !this.#choice.only(id)) return []
    this.#told.add(id)
    return [
      {
        ...this.#base(id, at),
        type: '@xstate.actor',
        name,
        parentId: parent ?? undefined,
        definition: definitionFor(kind),
        snapshot: snapshotOf(node),
      },
    ]
  }

  #moved(id: string, at: number, event: StatelyCause, snapshot: StatelySnapshot): StatelyEvent {
    return { ...this.#base(id, at), type: '@xstate.snapshot', event, snapshot }
  }

  #base(sessionId: string, at: number): StatelyBase {
    return { rootId: this.#rootId, sessionId, createdAt: String(at), id: null, _version: STATELY_VERSION }
  }
}

/** An event of the chart where one led there, or what starts a machine as XState calls it; else the feed's own, by its kind. */
function causeOf(event: FeedEvent): StatelyCause {
  const { v: _, at: __, kind, ...details } = event
  if (event.kind !== 'phase') return { ...details, type: `pulsetree.${kind}` }
  return { ...details, type: event.event ?? (event.from === null ? 'xstate.init' : 'pulsetree.phase') }
}

function snapshotOf(node: ShownNode): StatelySnapshot {
  const { id: _, parent: __, name: ___, kind, phase, ...context } = node
  return { status: ENDS.has(phase) ? 'done' : 'active', value: phase, context: { kind, ...context } }
}

const ENDS: ReadonlySet<ShownNode['phase']> = new Set<ShownNode['phase']>(['stopped', 'failed', 'closed'])
