/**
 * Those that beat, listed and counted. Of ten thousand few are others than a tenth of a second ago: only these are read, since
 * to read a word of each of the rest, wherever in memory it lies by then, takes longer than all else.
 */
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import { isLeaf } from './ui/counts.ts'
import { urgencyOf } from './ui/shapes.ts'

export type Counts = readonly (readonly [string, number])[]

export class Roll {
  readonly #nodes: ShownNode[] = []
  /** Of each node its place among the leaves; -1 where it is none. */
  readonly #places: number[] = []
  #leaves: readonly ShownNode[] = []
  readonly #counted = new Map<string, number>()
  #counts: Counts | null = null

  /** The connections, dialled or accepted, and programs, in the order in which they came. */
  get leaves(): readonly ShownNode[] {
    return this.#leaves
  }

  /** How many of them are in each phase, those that need a look first. */
  get counts(): Counts {
    this.#counts ??= [...this.#counted].sort(([a], [b]) => urgencyOf(a) - urgencyOf(b))
    return this.#counts
  }

  /** From now on it is of these. */
  read(nodes: ReadonlyMap<string, ShownNode>): void {
    if (!this.#follow(nodes)) this.#begin(nodes)
  }

  /** Whether they are those of before, some of them in another state. */
  #follow(nodes: ReadonlyMap<string, ShownNode>): boolean {
    if (nodes.size !== this.#nodes.length) return false
    let leaves: ShownNode[] | null = null
    let index = -1
    for (const node of nodes.values()) {
      index += 1
      const before = this.#nodes[index]
      if (before === node) continue
      if (before?.id !== node.id || before.kind !== node.kind) return false
      this.#nodes[index] = node
      const place = this.#places[index] ?? -1
      if (place < 0) continue
      leaves ??= [...this.#leaves]
      leaves[place] = node
      if (before.phase === node.phase) continue
      this.#count(before.phase, -1)
      this.#count(node.phase, 1)
    }
    this.#leaves = leaves ?? this.#leaves
    return true
  }

  #begin(nodes: ReadonlyMap<string, ShownNode>): void {
    const leaves: ShownNode[] = []
    this.#nodes.length = 0
    this.#places.length = 0
    this.#counted.clear()
    this.#counts = null
    for (const node of nodes.values()) {
      this.#nodes.push(node)
      this.#places.push(isLeaf(node) ? leaves.push(node) - 1 : -1)
      if (isLeaf(node)) this.#count(node.phase, 1)
    }
    this.#leaves = leaves
  }

  #count(phase: string, more: number): void {
    const count = (this.#counted.get(phase) ?? 0) + more
    if (count === 0) this.#counted.delete(phase)
    else this.#counted.set(phase, count)
    this.#counts = null
  }
}
