/** What a tree does not show of its past, and what comes next depends on all the same. */
import type { FeedCause } from '../../transport/transport.ts'

export class Memory {
  /** Listeners by what the ids of their connections begin with, earlier endpoints included. */
  readonly doors: Map<string, string>
  /** The latest generation, of those that have begun a rotation. */
  readonly rotations: Map<string, number>
  /** Who has ended for good. What comes after that is another one of that id, which counts from the beginning. */
  readonly over: Set<string>
  /** Whose next life was counted as a restart already, whoever begins it in the end. */
  readonly counted: Set<string>
  /** Why lives ended that nobody had asked to, the latest one of each. */
  readonly lifeCauses: Map<string, FeedCause>

  /** @param of what is remembered at first. */
  constructor(of: Memory | null = null) {
    this.doors = new Map(of?.doors)
    this.rotations = new Map(of?.rotations)
    this.over = new Set(of?.over)
    this.counted = new Set(of?.counted)
    this.lifeCauses = new Map(of?.lifeCauses)
  }

  forget(id: string): void {
    this.rotations.delete(id)
    this.over.delete(id)
    this.counted.delete(id)
    this.lifeCauses.delete(id)
  }

  forgetDoorsOf(listener: string): void {
    for (const [door, id] of this.doors) if (id === listener) this.doors.delete(door)
  }
}
