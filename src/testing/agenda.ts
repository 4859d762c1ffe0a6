/** What is still to come: tasks ordered by time, and by insertion where the times are equal. */
import type { Timer } from '../clock/clock.ts'

/** One task on the agenda; as a {@link Timer} it takes itself off. */
export class Entry implements Timer {
  readonly at: number
  readonly order: number
  readonly task: () => void
  /** Where the heap holds this entry; −1 once it has left. */
  slot = -1
  readonly #agenda: Agenda

  constructor(agenda: Agenda, at: number, order: number, task: () => void) {
    this.#agenda = agenda
    this.at = at
    this.order = order
    this.task = task
  }

  cancel(): void {
    this.#agenda.remove(this)
  }
}

/** A binary heap whose entries know their slot, so that a cancelled one leaves at once: every operation is O(log n). */
export class Agenda {
  readonly #heap: Entry[] = []
  #inserted = 0

  get size(): number {
    return this.#heap.length
  }

  /** The entry that is due first. */
  get first(): Entry | undefined {
    return this.#heap[0]
  }

  add(at: number, task: () => void): Entry {
    const entry = new Entry(this, at, this.#inserted++, task)
    this.#rise(entry, this.#heap.length)
    return entry
  }

  /** Takes `entry` off; nothing happens when it has left already. */
  remove(entry: Entry): void {
    const { slot } = entry
    if (slot < 0) return
    entry.slot = -1
    const last = this.#heap.pop()
    if (last === undefined || last === entry) return
    const parent = slot > 0 ? this.#heap[(slot - 1) >> 1] : undefined
    if (parent !== undefined && isBefore(last, parent)) this.#rise(last, slot)
    else this.#sink(last, slot)
  }

  /** Places `entry` at `hole` or, moving later ones down, above it. */
  #rise(entry: Entry, hole: number): void {
    const heap = this.#heap
    let slot = hole
    while (slot > 0) {
      const above = (slot - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      heap[slot] = parent
      parent.slot = slot
      slot = above
    }
    heap[slot] = entry
    entry.slot = slot
  }

  /** Places `entry` at `hole` or, moving earlier ones up, below it. */
  #sink(entry: Entry, hole: number): void {
    const heap = this.#heap
    let slot = hole
    for (;;) {
      let below = 2 * slot + 1
      let child = heap[below]
      const right = heap[below + 1]
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        child = right
        below += 1
      }
      if (child === undefined || !isBefore(child, entry)) break
      heap[slot] = child
      child.slot = slot
      slot = below
    }
    heap[slot] = entry
    entry.slot = slot
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
