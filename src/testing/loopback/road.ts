/** What befalls bytes from one host to another, on all ways between them. Conditions are sets, so that they nest. */
import type { Clock } from '../../clock/clock.ts'
import type { Random } from '../../clock/random.ts'
import type { Verdict } from '../hardship.ts'

/** Time that every trip takes. */
export interface Delay {
  readonly ms: number
  readonly jitterMs: number
}

/** No more than so many bytes a second. */
export interface Limit {
  readonly bytesPerSecond: number
}

/** A share of what is read meets a verdict. */
export interface Judgement {
  readonly share: number
  readonly verdict: StreamVerdict
}

/** Those that something in order, as a stream is, can meet. */
export type StreamVerdict = Extract<Verdict, { readonly kind: 'delay' | 'cut' | 'reset' }>

/** Whoever waits for a condition to change. */
export interface Waiting {
  pump(): void
}

/** Time, chance and sizes, the same everywhere in one world. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  /** How much of one direction of a connection is held here before reading pauses. */
  readonly windowBytes: number
}

const PIECES_PER_SECOND = 50

/** A line that carries so many bytes a second: when it is free again. */
export class Line {
  readonly #limits: ReadonlySet<Limit>
  #freeAt = 0

  constructor(limits: ReadonlySet<Limit>) {
    this.#limits = limits
  }

  get bytesPerSecond(): number {
    let least = Number.POSITIVE_INFINITY
    for (const { bytesPerSecond } of this.#limits) least = Math.min(least, bytesPerSecond)
    return least
  }

  /** When it can carry more: infinity where it carries nothing at all. */
  get freeAt(): number {
    if (this.bytesPerSecond === 0) return Number.POSITIVE_INFINITY
    return this.isWide ? 0 : this.#freeAt
  }

  /** Whether it carries whatever comes at once. */
  get isWide(): boolean {
    return this.bytesPerSecond === Number.POSITIVE_INFINITY
  }

  /** How much it carries in one piece: a fiftieth of a second's, at least a byte. */
  get pieceBytes(): number {
    return Math.max(1, Math.floor(this.bytesPerSecond / PIECES_PER_SECOND))
  }

  /** It carries `bytes` from `now` on. */
  carry(bytes: number, now: number): void {
    if (!this.isWide) this.#freeAt = Math.max(this.#freeAt, now) + (bytes / this.bytesPerSecond) * 1_000
  }
}

export class Road {
  readonly from: string
  readonly to: string
  cuts = 0
  readonly delays = new Set<Delay>()
  readonly judgements = new Set<Judgement>()
  readonly limits = new Set<Limit>()
  /** Shared by all connections. */
  readonly line = new Line(this.limits)
  readonly waiting = new Set<Waiting>()

  constructor(from: string, to: string) {
    this.from = from
    this.to = to
  }

  /** Milliseconds that the next trip takes. */
  travelMs(random: Random): number {
    let ms = 0
    for (const delay of this.delays) ms += delay.ms + delay.jitterMs * random()
    return ms
  }

  /** Who has something to say of the next piece; null where it passes. Of several the first one counts. */
  judge(random: Random): Judgement | null {
    for (const judgement of this.judgements) if (random() < judgement.share) return judgement
    return null
  }

  /** A condition has changed. */
  changed(): void {
    for (const one of [...this.waiting]) one.pump()
  }
}
