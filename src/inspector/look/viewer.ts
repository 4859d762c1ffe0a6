/** One page that is open: what it gets, and what waits for it. Whoever reads slowly is told less, and holds nothing up. */
import type { ServerMessage } from '../wire.ts'

/** What may wait for a page, in characters, before it is told no more. A tree is told as one, however long it is. */
export const MOST_UNSENT = 1_048_576

/** Where a page is told: rejects once it has left. */
export interface Teller {
  send(text: string): Promise<void>
}

export class Viewer {
  /** It misses what happened, and gets the tree instead, as soon as it has read what it was told. */
  isBehind = false
  /** Events that it was not told of since it fell behind. */
  skipped = 0
  /** It knows that nothing more will come. */
  isTold = false
  /** What it is told once it has the tree that is being written down for it; null while none is. */
  #later: string[] | null = null
  #laterLength = 0
  #unsent = 0
  readonly #teller: Teller

  constructor(teller: Teller) {
    this.#teller = teller
  }

  /** Whether it has read all that it was told. */
  get isThrough(): boolean {
    return this.#unsent === 0 && this.#later === null
  }

  /** Whether it is to be told no more just now. */
  get isFull(): boolean {
    return this.#unsent + this.#laterLength > MOST_UNSENT
  }

  /** Whether a tree is being written down for it. */
  get isWaiting(): boolean {
    return this.#later !== null
  }

  /** What is told from now on waits until {@link catchUp}. */
  wait(): void {
    this.#later = []
    this.#laterLength = 0
    this.isBehind = false
  }

  /** Tells it the tree, then what has waited for that. */
  catchUp(tree: string): void {
    const later = this.#later ?? []
    this.#later = null
    this.#laterLength = 0
    this.#send(tree)
    for (const text of later) this.#send(text)
  }

  tell(text: string): void {
    if (this.#later === null) return this.#send(text)
    this.#later.push(text)
    this.#laterLength += text.length
  }

  say(message: ServerMessage): void {
    this.tell(JSON.stringify(message))
  }

  #send(text: string): void {
    const settled = (): void => {
      this.#unsent -= text.length
    }
    this.#unsent += text.length
    // It may have left; then nobody is told.
    this.#teller.send(text).then(settled, settled)
  }
}
