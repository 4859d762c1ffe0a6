/** What every link over whole messages does alike when it reads: messages in, the owner's calls out, in order. */
import { NOBODY } from '../byte-link.ts'
import type { Cause, LinkOwner } from '../transport.ts'

interface Message {
  readonly data: Uint8Array
  readonly text: boolean
}

/**
 * The reading half of a link. Messages that come while the owner pauses wait here, and the end behind them: whoever
 * reads the socket hands on all that was in a chunk.
 *
 * Subclasses call {@link take}, {@link settle}, {@link takeEnd} and {@link carryOn} from events of their own, never from
 * inside a call of the owner's, so no call here is ever nested in another.
 */
export abstract class MessageLink {
  owner: LinkOwner = NOBODY
  /** The owner asked not to be handed anything. */
  protected paused = false
  /** Nothing is handed up any more: the link ended, or the owner destroyed it. */
  protected over = false
  /** The owner asked for the end, in order or at once: the end itself is then no news to it. */
  protected leaving = false
  /** Why the link ended, once it has. */
  protected cause: Cause | null = null
  #waiting: Message[] | null = null
  /** The end that waits behind them. */
  #waitingEnd: Cause | null = null
  /** What the owner last heard by `partial`: no message has begun, one has, or that one is complete by now. */
  #begun: 'none' | 'begun' | 'completed' = 'none'

  /** Whether the link has ended, but the owner does not want to know yet. */
  protected get endWaits(): boolean {
    return this.#waitingEnd !== null && !this.over
  }

  /** One message of the peer's. */
  protected take(data: Uint8Array, text: boolean): void {
    if (this.over) return
    if (this.paused || this.#waiting !== null) {
      this.#waiting ??= []
      this.#waiting.push({ data, text })
    } else this.#handUp(data, text)
  }

  /** All messages that came were taken. @param begun whether another has begun. */
  protected settle(begun: boolean): void {
    if (this.paused || this.over || this.#waiting !== null) return
    if (begun) {
      if (this.#begun === 'begun') return
      this.#begun = 'begun'
      this.owner.partial(true)
    } else if (this.#begun !== 'none') {
      this.#begun = 'none'
      this.owner.partial(false)
    }
  }

  /** The peer has ended, after its last message; while the owner pauses, that waits like the messages before it. */
  protected takeEnd(cause: Cause): void {
    if (!this.paused && this.#waiting === null) this.end(cause)
    else this.#waitingEnd ??= cause
  }

  /** Goes on where the owner's pause stopped it. */
  protected carryOn(): void {
    const waiting = this.#waiting ?? []
    let taken = 0
    for (const { data, text } of waiting) {
      if (this.paused || this.over) break
      taken += 1
      this.#handUp(data, text)
    }
    this.#waiting = taken < waiting.length ? waiting.slice(taken) : null
    if (this.#waitingEnd !== null) this.takeEnd(this.#waitingEnd)
  }

  /** The link can carry nothing more. Only the first cause counts. */
  protected end(cause: Cause): void {
    if (this.over) return
    this.over = true
    this.cause = cause
    if (!this.leaving) this.owner.ended(cause)
  }

  #handUp(data: Uint8Array, text: boolean): void {
    if (this.#begun === 'begun') this.#begun = 'completed'
    this.owner.frame(data, text)
  }
}
