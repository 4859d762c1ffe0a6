/**
 * All that is known of a tree over time, so that any moment can be looked at: what happened, and now and then the whole
 * tree. Bounded: what is oldest goes, whole chapters at a time.
 */
import type { ShownEvent } from '../wire.ts'
import { eventsFor } from './as-events.ts'
import { type Band, bandsBetween, Lane } from './lane.ts'
import type { Memory } from './memory.ts'
import { Model } from './model.ts'
import type { ShownNode } from './node.ts'
import { withOnePhase } from './nodes.ts'
import type { Snapshot } from './snapshot.ts'

export interface HistoryLimits {
  /** How many events are kept. Default 100,000: with ten thousand nodes some 100 MB. */
  readonly events: number
  /** How many bytes they may take, estimated. Default 64 MiB. */
  readonly bytes: number
  /** How many events a chapter has at least: a moment is found by going through one chapter. Default 2,000. */
  readonly chapter: number
}

const LIMITS: HistoryLimits = { events: 100_000, bytes: 64 * 1024 * 1024, chapter: 2_000 }

/** A time, in ms since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A time of which nothing is known: the server was away, or too much happened. */
export interface Gap extends Span {
  /** How many events were not told; null where nobody counted. */
  readonly skipped: number | null
}

/** Events in a row, and the tree before them. */
interface Chapter {
  readonly from: number
  to: number
  readonly nodes: ReadonlyMap<string, ShownNode>
  readonly memory: Memory
  readonly events: ShownEvent[]
  bytes: number
  /** What was before is not told: a gap lies between, or nothing at all. */
  readonly isFresh: boolean
  readonly skipped: number | null
}

export class History {
  readonly #limits: HistoryLimits
  #model = new Model()
  #chapters: Chapter[] = []
  readonly #lanes = new Map<string, Lane>()
  /** What concerns the whole process. */
  #common = new Lane()
  #events = 0
  #bytes = 0
  #to = 0
  #forgotten = 0

  constructor(limits: Partial<HistoryLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
  }

  /**
   * The whole tree at `at`, as somebody saw it. What was known before stays; between the two lies a gap.
   *
   * @param skipped how many events were not told; null where nobody counted.
   */
  reset(at: number, nodes: Iterable<ShownNode>, skipped: number | null = null): void {
    this.#model = new Model(new Map([...nodes].map((node) => [node.id, withOnePhase(node)])))
    this.#to = this.#chapters.length === 0 ? at : Math.max(this.#to, at)
    this.#open(true, skipped)
  }

  /** What happened next. */
  add(events: readonly ShownEvent[]): void {
    for (const event of events) this.#add(event)
    this.#trim()
  }

  /** Nothing happened until then. */
  reached(at: number): void {
    if (this.#chapters.length > 0) this.#to = Math.max(this.#to, at)
  }

  /** The tree now, or at the end of the recording. */
  get present(): Snapshot {
    return this.#model.snapshot(this.#to)
  }

  /** The tree after all that happened until `moment`; before all that is known, as it was first. */
  at(moment: number): Snapshot {
    if (moment >= this.#to) return this.present
    const chapter = this.#chapterAt(moment)
    if (chapter === undefined) return this.present
    return { at: Math.max(moment, chapter.from), nodes: this.#after(chapter, moment) }
  }

  /** From when until when something is known; null while nothing is. */
  span(): Span | null {
    const first = this.#chapters[0]
    return first === undefined ? null : { from: first.from, to: this.#to }
  }

  /** How many events had to go because there were too many. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** How many there are. */
  get size(): number {
    return this.#events
  }

  /** What happened to one, oldest first; from `from` to `to`, both included. */
  eventsOf(
    id: string,
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  ): readonly ShownEvent[] {
    return this.#lanes.get(id)?.within(from, to) ?? []
  }

  /** What concerns the whole process: stalls, doubt, notes. */
  commonEvents(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): readonly ShownEvent[] {
    return this.#common.within(from, to)
  }

  /** All of it as a recording has it: where it begins, and behind a gap, the tree is told as if it had just come to be. */
  *recorded(): Generator<ShownEvent> {
    let before: ReadonlyMap<string, ShownNode> = new Map()
    for (const [index, chapter] of this.#chapters.entries()) {
      const { from: at, nodes } = chapter
      if (index === 0 || chapter.isFresh) {
        for (const id of before.keys()) if (!nodes.has(id)) yield { v: 1, at, kind: 'removed', id }
        yield* eventsFor(nodes.values(), at)
      }
      yield* chapter.events
      if (this.#chapters[index + 1]?.isFresh === true) before = this.#after(chapter)
    }
  }

  /** What happened, newest first, from `to` on: for whoever wants the latest few of some kind. */
  *backwards(to = Number.POSITIVE_INFINITY): Generator<ShownEvent> {
    for (const { events, from } of this.#chapters.toReversed()) {
      if (from > to) continue
      for (let index = events.length - 1; index >= 0; index -= 1) {
        const event = events[index]
        if (event !== undefined && event.at <= to) yield event
      }
    }
  }

  /** Times of which nothing is known. */
  gaps(): readonly Gap[] {
    return this.#chapters.flatMap((chapter, index) => {
      const before = this.#chapters[index - 1]
      if (before === undefined || !chapter.isFresh) return []
      return [{ from: before.to, to: chapter.from, skipped: chapter.skipped }]
    })
  }

  /** The phases that one was in, oldest first, cut to the time asked for; none where nothing is known. */
  bandsOf(id: string, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): readonly Band[] {
    const bands: Band[] = []
    const fresh = this.#chapters.filter(({ isFresh }, index) => isFresh || index === 0)
    for (const [index, begin] of fresh.entries()) {
      const end = this.#endBefore(fresh[index + 1])
      if (end < from || begin.from > to) continue
      const node = begin.nodes.get(id)
      // It was so before anybody looked, but not while something else was known.
      const before = index === 0 ? Number.NEGATIVE_INFINITY : this.#endBefore(begin)
      const since = Math.max(before, Math.min(node?.since ?? begin.from, begin.from))
      const isPassing = node?.kind === 'accepted' || this.#lanes.get(id)?.isPassing === true
      const beginning = { phase: node?.phase ?? null, since, isPassing }
      bands.push(...bandsBetween(this.eventsOf(id, begin.from, end), beginning, end))
    }
    return bands
      .filter((band) => band.to >= from && band.from <= to)
      .map((band) => ({ ...band, from: Math.max(band.from, from), to: Math.min(band.to, to) }))
  }

  /** The tree after what happened in a chapter until `moment`. */
  #after(
    { nodes, memory, events }: Chapter,
    moment = Number.POSITIVE_INFINITY,
  ): ReadonlyMap<string, ShownNode> {
    const model = new Model(nodes, memory)
    for (const event of events) {
      if (event.at > moment) break
      model.apply(event)
    }
    return model.nodes
  }

  #add(given: ShownEvent): void {
    if (this.#chapters.length === 0) {
      this.#to = given.at
      this.#open(true, null)
    }
    // The clock on the wall was set back: time stands until it has caught up, so that what came later is seen later.
    const event = given.at < this.#to ? { ...given, at: this.#to } : given
    let chapter = this.#chapters.at(-1)
    // A copy of the tree costs as much as some hundred events.
    if (
      chapter === undefined ||
      chapter.events.length >= Math.max(this.#limits.chapter, this.#model.weight / 2)
    ) {
      chapter = this.#open(false, null)
    }
    this.#to = event.at
    this.#model.apply(event)
    const bytes = weightOf(event)
    chapter.events.push(event)
    chapter.to = event.at
    chapter.bytes += bytes
    this.#bytes += bytes
    this.#events += 1
    this.#laneOf(event).add(event)
  }

  #open(isFresh: boolean, skipped: number | null): Chapter {
    const { nodes } = this.#model.snapshot(this.#to)
    const { memory } = this.#model
    const chapter: Chapter = {
      from: this.#to,
      to: this.#to,
      nodes,
      memory,
      events: [],
      bytes: 0,
      isFresh,
      skipped,
    }
    this.#chapters.push(chapter)
    return chapter
  }

  #trim(): void {
    const { events, bytes } = this.#limits
    let gone = 0
    while (this.#chapters.length - gone > 1 && (this.#events > events || this.#bytes > bytes)) {
      const chapter = this.#chapters[gone]
      if (chapter === undefined) break
      gone += 1
      this.#events -= chapter.events.length
      this.#bytes -= chapter.bytes
      this.#forgotten += chapter.events.length
      for (const event of chapter.events) this.#laneOf(event).shift()
    }
    if (gone === 0) return
    this.#chapters = this.#chapters.slice(gone)
    for (const [id, lane] of this.#lanes) if (lane.size === 0) this.#lanes.delete(id)
  }

  #laneOf(event: ShownEvent): Lane {
    if (!('id' in event)) return this.#common
    let lane = this.#lanes.get(event.id)
    if (lane === undefined) {
      lane = new Lane(this.#model.nodes.get(event.id)?.kind === 'accepted')
      this.#lanes.set(event.id, lane)
    }
    return lane
  }

  /** The last one that begins at or before `moment`. */
  #chapterAt(moment: number): Chapter | undefined {
    let low = 0
    let high = this.#chapters.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      // Chapters may begin in the same millisecond: what is asked for is the state after it.
      if ((this.#chapters[middle]?.from ?? 0) <= moment) low = middle
      else high = middle
    }
    return this.#chapters[low]
  }

  #endBefore(next: Chapter | undefined): number {
    if (next === undefined) return this.#to
    const before = this.#chapters[this.#chapters.indexOf(next) - 1]
    return before?.to ?? next.from
  }
}

/** Roughly, in bytes: an object with its numbers, the texts in it, and the node that it leads to. */
function weightOf(event: ShownEvent): number {
  let weight = 360
  for (const value of Object.values(event)) {
    if (typeof value === 'string') weight += value.length * 2
    else if (typeof value === 'object' && value !== null) weight += 240
  }
  return weight
}
