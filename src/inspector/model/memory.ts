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

  /** The same from the other side, and earlier ones among them that are somebody else's by now. */
  readonly #doorsOf = new Map<string, Set<string>>()

  /** @param of what is remembered at first. */
  constructor(of: Memory | null = null) {
    this.doors = new Map()
    for (const [door, listener] of of?.doors ?? []) this.noteDoor(door, listener)
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

  /** How much there is of it. */
  get size(): number {
    const { doors, rotations, over, counted, lifeCauses } = this
    return doors.size + rotations.size + over.size + counted.size + lifeCauses.size
  }

  noteDoor(door: string, listener: string): void {
    this.doors.set(door, listener)
    const doors = this.#doorsOf.get(listener)
    if (doors === undefined) this.#doorsOf.set(listener, new Set([door]))
    else doors.add(door)
  }

  forgetDoorsOf(listener: string): void {
    for (const door of this.#doorsOf.get(listener) ?? []) {
      if (this.doors.get(door) === listener) this.doors.delete(door)
    }
    this.#doorsOf.delete(listener)
  }
}
