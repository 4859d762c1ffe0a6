/** A link of a replay: it says what the recorded one said, and takes whatever is written. */
import type { Cause, Link, LinkOwner, Payload } from '../../transport/transport.ts'

/** What stands for the contents that were not recorded. */
export const WORDS = {
  beat: 'beat',
  pong: 'pong',
  ping: 'ping',
  answer: 'answer',
  business: 'business',
} as const

const utf8 = new TextEncoder()

/** How a recorded link went, found before it is replayed. */
export interface LinkFacts {
  /** When it was closed by us; Infinity where it never was. */
  readonly closedAt: number
  /** When nothing was left of it; Infinity where that is not recorded. */
  readonly releasedAt: number
}

/** Whoever runs the replay. */
export interface LinkStage {
  /** The time, in quanta. */
  readonly at: number
  /** Runs `task` when what happens now is over. */
  soon(task: () => void): void
}

export class ScriptedLink implements Link {
  readonly peer: string | null
  buffered = 0
  flushed = 0
  ping?: () => void
  readonly #stage: LinkStage
  /** Null until somebody takes a link that came in. */
  owner: LinkOwner | null
  /** The recorded link that it follows; null while there is none. */
  #facts: LinkFacts | null = null
  #isOpen = false
  #isOver = false
  #isReleased = false

  constructor(stage: LinkStage, owner: LinkOwner | null, pings: boolean, peer: string | null = null) {
    this.peer = peer
    this.#stage = stage
    this.owner = owner
    if (pings) this.ping = () => {}
  }

  /** From now on it does what that one did. */
  follows(facts: LinkFacts): void {
    this.#facts = facts
  }

  /** Whether it is open, and nobody has let it go. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isOver
  }

  // — what the recorded one said —

  opened(): void {
    if (this.#isOpen || this.#isOver) return
    this.#isOpen = true
    this.owner?.opened()
  }

  heard(): void {
    if (this.#hears) this.owner?.heard()
  }

  frame(word: Payload): void {
    if (this.#hears) this.owner?.frame(typeof word === 'string' ? utf8.encode(word) : word, false)
  }

  partial(begun: boolean): void {
    if (this.#hears) this.owner?.partial(begun)
  }

  drained(): void {
    if (this.#hears) this.owner?.drained()
  }

  pinged(): void {
    if (this.#hears) this.owner?.pinged()
  }

  ponged(latest: boolean): void {
    if (this.#hears) this.owner?.ponged(latest)
  }

  ended(cause: Cause): void {
    if (this.#isOver) return
    this.#isOver = true
    this.owner?.ended(cause)
  }

  released(): void {
    if (this.#isReleased) return
    // The recorded one was let go, and this one is not: from now on nobody speaks on it.
    if (!this.#isOver) {
      this.#facts = null
      return
    }
    this.#isReleased = true
    this.owner?.released()
  }

  // — what its owner asks —

  encode(payload: Payload): Payload {
    return payload
  }

  write(_: Payload, taken?: (cause: Cause | null) => void): void {
    if (this.buffered === 0) taken?.(null)
  }

  pause(): void {}

  resume(): void {}

  close(): void {
    this.#goes()
  }

  destroy(): void {
    this.#goes()
  }

  get #hears(): boolean {
    return this.#isOpen && !this.#isReleased
  }

  /** Where the recorded one was closed, too, it goes when that one went; else there is nothing to wait for. */
  #goes(): void {
    const { at } = this.#stage
    const waits = this.#facts !== null && this.#facts.closedAt <= at && this.#facts.releasedAt >= at
    const hasEnded = this.#isOver && this.#facts !== null && this.#facts.releasedAt >= at
    this.#isOver = true
    if (waits || (hasEnded && Number.isFinite(this.#facts?.releasedAt ?? 0))) return
    this.#stage.soon(() => this.released())
  }
}
