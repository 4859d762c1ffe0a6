/** Bytes that wait to be sent, and whether the system takes any of them. */
import type { Link } from '../transport/transport.ts'

/** Made when something waits, which is rare: of a connection all of whose bytes were taken nothing is kept. */
export class Unsent {
  readonly #link: Link
  /** What the system had taken at the latest look. */
  #flushedThen: number

  constructor(link: Link) {
    this.#link = link
    this.#flushedThen = link.flushed
  }

  get isGone(): boolean {
    return this.#link.buffered === 0
  }

  /** Whether bytes wait of which none left since the latest look. */
  isStuck(): boolean {
    const { flushed } = this.#link
    const hasMoved = flushed !== this.#flushedThen
    this.#flushedThen = flushed
    return !hasMoved && !this.isGone
  }
}
