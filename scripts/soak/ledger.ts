/** Keeps the books of a tree by its feed: what is wrong with them is told in sentences. */
import type { Counts, FeedEvent, Phase } from '../../src/index.ts'

type Sums = Record<keyof Counts, number>

const ENDS: readonly Phase[] = ['stopped', 'failed']
/** More of the same would say nothing new. */
const MOST_PROBLEMS = 20

export class Ledger {
  /** Lives of connections that began, and those of them that ended. */
  begun = 0
  ended = 0
  /** Connections that ended for good. */
  summaries = 0
  restarts = 0
  verdicts = 0
  /** By cause, how many links ended. */
  readonly causes = new Map<string, number>()
  readonly #root: string
  readonly #phases = new Map<string, Phase>()
  readonly #ports = new Map<string, number>()
  readonly #sums: Sums = { frames: 0, beats: 0, misses: 0, reconnects: 0 }
  readonly #problems: string[] = []
  #hasTotal = false

  /** @param root the name of the tree's supervisor. */
  constructor(root: string) {
    this.#root = root
  }

  /** Lives that go on. */
  get living(): number {
    return this.#phases.size
  }

  enter(event: FeedEvent): void {
    if (this.#hasTotal) this.#wrong(`${event.kind} after the last word of the tree`)
    if (event.kind === 'phase') this.#phase(event)
    if (event.kind === 'listening') this.#port(event.endpoint, 1)
    if (event.kind === 'closed') this.#port(event.endpoint, -1)
    if (event.kind === 'restart') this.restarts += 1
    if (event.kind === 'summary') this.#summary(event)
    if (event.kind === 'total' && event.id === this.#root) this.#total(event)
  }

  /** What does not add up, now that the tree has stopped. */
  problems(): readonly string[] {
    const open = [...this.#phases.keys()].slice(0, 5)
    if (open.length > 0) this.#wrong(`${this.#phases.size} lives never ended: ${open.join(', ')} …`)
    for (const [endpoint, open] of this.#ports) {
      if (open !== 0) this.#wrong(`${endpoint} is bound ${open} times more often than it closed`)
    }
    if (this.begun !== this.ended) this.#wrong(`${this.begun} lives began, ${this.ended} ended`)
    if (!this.#hasTotal) this.#wrong('the tree had no last word')
    return this.#problems
  }

  #phase({ id, from, to, cause, event }: Extract<FeedEvent, { kind: 'phase' }>): void {
    const before = this.#phases.get(id) ?? null
    if (before !== from) this.#wrong(`${id} went from ${from} to ${to}, and was ${before}`)
    if (from === 'dead' && to === 'alive') this.#wrong(`${id} went from dead to alive`)
    if (from === null) this.begun += 1
    if (event === 'peer.lost') this.verdicts += 1
    if (to === 'dead' && cause !== undefined) {
      this.causes.set(cause.kind, (this.causes.get(cause.kind) ?? 0) + 1)
    }
    if (!ENDS.includes(to)) this.#phases.set(id, to)
    else {
      this.ended += 1
      this.#phases.delete(id)
    }
  }

  #port(endpoint: string, change: number): void {
    this.#ports.set(endpoint, (this.#ports.get(endpoint) ?? 0) + change)
  }

  #summary(event: Extract<FeedEvent, { kind: 'summary' }>): void {
    this.summaries += 1
    if (this.#phases.has(event.id)) this.#wrong(`${event.id} had its last word while it was alive`)
    for (const key of keysOf(this.#sums)) this.#sums[key] += event[key]
  }

  #total(event: Extract<FeedEvent, { kind: 'total' }>): void {
    this.#hasTotal = true
    if (event.connections !== this.summaries) {
      this.#wrong(`the total is of ${event.connections} connections, ${this.summaries} had a summary`)
    }
    for (const key of keysOf(this.#sums)) {
      if (event[key] !== this.#sums[key]) {
        this.#wrong(`the total of ${key} is ${event[key]}, the summaries come to ${this.#sums[key]}`)
      }
    }
  }

  #wrong(problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem)
  }
}

function keysOf(sums: Sums): (keyof Counts)[] {
  return (['frames', 'beats', 'misses', 'reconnects'] as const).filter((key) => key in sums)
}
