/** Where each connection stands in the map: cells in rows, a group for each that they are under. Pure arithmetic. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'

/** A cell with the gap after it, in CSS pixels. */
export const SMALLEST = 5
export const LARGEST = 24
/** The line above a group, with its name. */
export const TITLE_HEIGHT = 20
const GROUP_GAP = 6

export interface Group {
  /** Null of those that are under nobody. */
  readonly parent: string | null
  /** The first of them, among all. */
  readonly from: number
  readonly count: number
  /** Where its title begins, and its cells. */
  readonly top: number
  readonly cellsTop: number
}

export interface MapLayout {
  readonly cell: number
  readonly columns: number
  readonly width: number
  readonly height: number
  readonly groups: readonly Group[]
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Those of one parent stand together, in the order in which they came. As long as they are the same, where is known. */
export class Grouping {
  #leaves: readonly ShownNode[] = []
  /** The leaf at each place; null where all are under the same. */
  #order: readonly number[] | null = null

  of(leaves: readonly ShownNode[]): readonly ShownNode[] {
    if (!areSame(this.#leaves, leaves)) this.#order = orderOf(leaves)
    this.#leaves = leaves
    return this.#order?.flatMap((index) => leaves[index] ?? []) ?? leaves
  }
}

/** Whether the same stand at the same places. Most are the very same, and need not be looked into. */
export function areSame(before: readonly ShownNode[], after: readonly ShownNode[]): boolean {
  return (
    before.length === after.length &&
    after.every((node, index) => {
      const other = before[index]
      return other === node || (other?.id === node.id && other.parent === node.parent)
    })
  )
}

function orderOf(leaves: readonly ShownNode[]): readonly number[] | null {
  const groups = new Map<string | null, number[]>()
  for (const [index, { parent }] of leaves.entries()) {
    const group = groups.get(parent)
    if (group === undefined) groups.set(parent, [index])
    else group.push(index)
  }
  return groups.size <= 1 ? null : [...groups.values()].flat()
}

/** The largest cells with which all is seen at once; the smallest ones where nothing helps, and one has to scroll. */
export function layoutOf(nodes: readonly ShownNode[], width: number, height: number): MapLayout {
  const parents = parentsOf(nodes)
  let low = SMALLEST
  for (let cell = LARGEST; cell > SMALLEST; cell -= 1) {
    if (heightWith(parents, cell, width) > height) continue
    low = cell
    break
  }
  return laidOut(parents, low, width)
}

/** The middle of a cell is nobody's but its own: gaps belong to the cell before them. -1 where nobody stands. */
export function indexAt({ groups, cell, columns }: MapLayout, { x, y }: Point): number {
  const column = Math.floor(x / cell)
  if (column < 0 || column >= columns) return -1
  for (const { from, count, cellsTop } of groups) {
    const row = Math.floor((y - cellsTop) / cell)
    const index = row * columns + column
    if (row >= 0 && index < count && row < Math.ceil(count / columns)) return from + index
  }
  return -1
}

/** The upper left corner of a cell. */
export function placeOf({ groups, cell, columns }: MapLayout, index: number): Point | null {
  const group = groups.findLast(({ from }) => from <= index)
  if (group === undefined || index >= group.from + group.count || index < 0) return null
  const within = index - group.from
  return { x: (within % columns) * cell, y: group.cellsTop + Math.floor(within / columns) * cell }
}

/** Where a key leads. Null for keys that lead nowhere. */
export function stepFor(layout: MapLayout, key: string, index: number): number | null {
  const last = layout.groups.reduce((most, { from, count }) => Math.max(most, from + count - 1), -1)
  const kept = (to: number): number => Math.min(last, Math.max(0, to))
  switch (key) {
    case 'ArrowRight':
      return kept(index + 1)
    case 'ArrowLeft':
      return kept(index - 1)
    case 'ArrowDown':
      return kept(index < 0 ? 0 : index + layout.columns)
    case 'ArrowUp':
      return kept(index - layout.columns)
    case 'PageDown':
      return kept(index + 10 * layout.columns)
    case 'PageUp':
      return kept(index - 10 * layout.columns)
    case 'Home':
      return kept(0)
    case 'End':
      return kept(last)
    default:
      return null
  }
}

interface Counted {
  readonly parent: string | null
  readonly count: number
}

function parentsOf(nodes: readonly ShownNode[]): readonly Counted[] {
  const parents: { parent: string | null; count: number }[] = []
  for (const { parent } of nodes) {
    const latest = parents.at(-1)
    if (latest !== undefined && latest.parent === parent) latest.count += 1
    else parents.push({ parent, count: 1 })
  }
  return parents
}

function columnsFor(width: number, cell: number): number {
  return Math.max(1, Math.floor(width / cell))
}

function heightWith(parents: readonly Counted[], cell: number, width: number): number {
  const columns = columnsFor(width, cell)
  let height = 0
  for (const { count } of parents) height += TITLE_HEIGHT + Math.ceil(count / columns) * cell + GROUP_GAP
  return height
}

function laidOut(parents: readonly Counted[], cell: number, width: number): MapLayout {
  const columns = columnsFor(width, cell)
  const groups: Group[] = []
  let top = 0
  let from = 0
  for (const { parent, count } of parents) {
    const cellsTop = top + TITLE_HEIGHT
    groups.push({ parent, from, count, top, cellsTop })
    from += count
    top = cellsTop + Math.ceil(count / columns) * cell + GROUP_GAP
  }
  return { cell, columns, width, height: top, groups }
}
