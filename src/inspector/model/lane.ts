/** What happened to one node, oldest first, and what phases that makes. */
import type { ShownEvent } from '../wire.ts'

/** A time in one phase. */
export interface Band {
  readonly phase: string
  /** In ms since the epoch. */
  readonly from: number
  readonly to: number
}

/** Events come in at the end, and go at the beginning. */
export class Lane {
  /** Of an accepted connection, which is in no tree any more once it has ended. */
  readonly isPassing: boolean
  #events: ShownEvent[] = []
  /** So many at the beginning have gone. */
  #gone = 0

  constructor(isPassing = false) {
    this.isPassing = isPassing
  }

  get size(): number {
    return this.#events.length - this.#gone
  }

  add(event: ShownEvent): void {
    this.#events.push(event)
  }

  /**
   * The oldest one goes. Those that have gone are kept until they are half of all, so that each costs next to nothing; and no
   * longer, since there are thousands of lanes with a few events each.
   */
  shift(): void {
    this.#gone += 1
    if (this.#gone * 2 < this.#events.length) return
    this.#events = this.#events.slice(this.#gone)
    this.#gone = 0
  }

  /** Those of the time from `from` to `to`, both included. */
  within(from: number, to: number): readonly ShownEvent[] {
    return this.#events.slice(this.#firstAt(from), this.#firstAt(to, true))
  }

  /** Where `at` begins; with `isAfter`, where it is over. */
  #firstAt(at: number, isAfter = false): number {
    let low = this.#gone
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      const then = this.#events[middle]?.at ?? 0
      if (isAfter ? then <= at : then < at) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The phase that an event leads to; undefined where it leads to none, null where it is the end of its node. */
export function phaseAfter(event: ShownEvent, isPassing = false): string | null | undefined {
  switch (event.kind) {
    case 'phase':
      return event.to
    case 'supervisor':
      return event.phase
    case 'listening':
      return 'listening'
    case 'closed':
      return event.cause.kind === 'cancelled' ? 'closed' : 'failed'
    case 'removed':
      return null
    case 'summary':
      return isPassing ? null : undefined
    default:
      return undefined
  }
}

/** What a time begins with. */
export interface Beginning {
  /** Null where there was nobody yet. */
  readonly phase: string | null
  readonly since: number
  /** Whether it is in no tree any more once it has ended. */
  readonly isPassing: boolean
}

/** The bands of a time that goes until `to`. */
export function bandsBetween(
  events: readonly ShownEvent[],
  { phase, since, isPassing }: Beginning,
  to: number,
): Band[] {
  const bands: Band[] = []
  let now = phase
  let from = since
  for (const event of events) {
    const next = phaseAfter(event, isPassing)
    if (next === undefined) continue
    if (now !== null && event.at > from) bands.push({ phase: now, from, to: event.at })
    now = next
    from = event.at
  }
  if (now !== null && to >= from) bands.push({ phase: now, from, to })
  return bands
}
