/** A tree as it was at one moment. */
import type { ShownNode } from './node.ts'

export interface Snapshot {
  /** In ms since the epoch. */
  readonly at: number
  /** By id, in the order in which they came. Never changed once it is handed out. */
  readonly nodes: ReadonlyMap<string, ShownNode>
}
