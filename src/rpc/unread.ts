/**
 * Answers that the system has not taken yet. A peer that asks on while it reads slowly, or nothing, fills our memory with
 * them: `writeTimeoutMs` ends a link on which nothing moves, not one that trickles.
 */

/** What an answer costs beside its text, in bytes. */
const ANSWER_BYTES = 256
/** So much may always wait: calls that came in one piece are answered in one. */
const LEAST_BYTES = 8_388_608
/** Each refusal is an answer, too: whoever goes on regardless does not mean to read. */
export const MOST_REFUSED = 10_000

/** Counts them for one link. */
export class Unread {
  readonly #maxBytes: number
  #bytes = 0
  #refused = 0

  /** @param maxBytes more may wait only of what was asked for before; 8 MiB at least. */
  constructor(maxBytes: number) {
    this.#maxBytes = Math.max(LEAST_BYTES, maxBytes)
  }

  /** Whether nothing more is to be run for the peer before it has read. */
  get isMuch(): boolean {
    return this.#bytes > this.#maxBytes
  }

  /** Whether it was refused so often since that it is not worth being told again. */
  get isHopeless(): boolean {
    return this.#refused > MOST_REFUSED
  }

  /** An answer waits. */
  add(text: string): void {
    this.#bytes += text.length + ANSWER_BYTES
  }

  /** The system took it. */
  remove(text: string): void {
    this.#bytes -= text.length + ANSWER_BYTES
    if (!this.isMuch) this.#refused = 0
  }

  /** Something was refused because so much waits. */
  refused(): void {
    this.#refused += 1
  }

  /** Another link. */
  clear(): void {
    this.#bytes = 0
    this.#refused = 0
  }
}
