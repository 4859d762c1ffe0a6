/** Heartbeats in a stream that has no frames. The raw codec brings this along, so that only who needs it loads it. */
import type { Heartbeats, Pattern, Payload, Sorter, SorterOwner } from '../transport.ts'
import { bytesOf } from './codec.ts'

/** The sorter factory for a protocol on a raw stream; what it compiles is shared by all connections. */
export function edgeSorterFor(heartbeats: Heartbeats): () => Sorter {
  const edges = edgesOf(heartbeats)
  return () => new EdgeSorter(edges)
}

/** A heartbeat as it may stand at the edge of a chunk. */
interface Edge {
  readonly bytes: Uint8Array
  /** Answers of ours count only while awaited; the peer's own beats always. */
  readonly isPong: boolean
  readonly pong: Payload | null
}

function edgesOf({ pong, answers = [] }: Heartbeats): readonly Edge[] {
  const edges: Edge[] = []
  const add = (pattern: Pattern, isPong: boolean, pong: Payload | null) => {
    // A function needs whole frames; options refuse it here.
    if (typeof pattern !== 'function') edges.push({ bytes: bytesOf(pattern), isPong, pong })
  }
  if (pong !== null) add(pong, true, null)
  for (const answer of answers) add(answer.ping, false, answer.pong)
  // Longer ones first, so that `pingpong` as a beat is not taken for `ping`.
  return edges.sort((a, b) => b.bytes.length - a.bytes.length)
}

/**
 * A raw stream has no frames, so heartbeats are looked for at the two edges of each chunk: glued to business on
 * either side, one after another, or split over two chunks (the beginning is held back until the next one decides).
 */
class EdgeSorter implements Sorter {
  readonly #edges: readonly Edge[]
  #held: Uint8Array | null = null

  constructor(edges: readonly Edge[]) {
    this.#edges = edges
  }

  get held(): number {
    return this.#held?.length ?? 0
  }

  sort(chunk: Uint8Array, text: boolean, owner: SorterOwner): void {
    const data = this.#held === null ? chunk : joined(this.#held, chunk)
    this.#held = null
    let from = 0
    let edge = this.#atFront(data, from, owner)
    while (edge !== null) {
      from += edge.bytes.length
      report(edge, owner)
      edge = this.#atFront(data, from, owner)
    }
    let to = data.length
    let awaited = owner.awaitedPongs
    // The last one first: to put each before the others would take a second for a chunk full of them.
    const behind: Edge[] = []
    edge = this.#atBack(data, from, to, awaited)
    while (edge !== null) {
      to -= edge.bytes.length
      if (edge.isPong) awaited -= 1
      behind.push(edge)
      edge = this.#atBack(data, from, to, awaited)
    }
    const held = behind.length === 0 ? this.#beginning(data, from, to, awaited) : 0
    if (to - held > from) owner.business(data.subarray(from, to - held), text)
    for (const edge of behind.reverse()) report(edge, owner)
    if (held > 0) this.#held = data.slice(to - held, to)
  }

  flush(owner: SorterOwner): void {
    const held = this.#held
    this.#held = null
    if (held !== null) owner.business(held, false)
  }

  #atFront(data: Uint8Array, from: number, owner: SorterOwner): Edge | null {
    for (const edge of this.#edges) {
      if (counts(edge, owner.awaitedPongs) && from + edge.bytes.length <= data.length) {
        if (startsWith(data, from, edge.bytes, edge.bytes.length)) return edge
      }
    }
    return null
  }

  #atBack(data: Uint8Array, from: number, to: number, awaited: number): Edge | null {
    for (const edge of this.#edges) {
      const start = to - edge.bytes.length
      if (counts(edge, awaited) && start >= from && startsWith(data, start, edge.bytes, edge.bytes.length))
        return edge
    }
    return null
  }

  /** How many bytes at the end may be the beginning of a heartbeat. */
  #beginning(data: Uint8Array, from: number, to: number, awaited: number): number {
    let longest = 0
    for (const edge of this.#edges) {
      if (!counts(edge, awaited)) continue
      for (let length = Math.min(edge.bytes.length - 1, to - from); length > longest; length -= 1) {
        if (startsWith(data, to - length, edge.bytes, length)) longest = length
      }
    }
    return longest
  }
}

function counts(edge: Edge, awaitedPongs: number): boolean {
  return !edge.isPong || awaitedPongs > 0
}

function report(edge: Edge, owner: SorterOwner): void {
  if (edge.isPong) owner.ponged()
  else owner.pinged(edge.pong)
}

function startsWith(data: Uint8Array, from: number, expected: Uint8Array, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (data[from + index] !== expected[index]) return false
  return true
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
