/** Round-trip times: which beat an answer belongs to. */
import { Sketch } from './sketch.ts'

/**
 * Matches answers to beats. A time is noted only where it is known which beat was answered: with a peer that does not
 * answer each one, never.
 */
export class RoundTrips {
  sketch: Sketch | null = null
  readonly #sum: Sketch
  #awaited = 0
  #sentAt = 0

  /** @param sum those of all connections together. */
  constructor(sum: Sketch) {
    this.#sum = sum
  }

  /** How many beats wait for their answers. */
  get awaited(): number {
    return this.#awaited
  }

  /** A new link: answers to beats of an older one will not come. */
  reset(): void {
    this.#awaited = 0
  }

  sent(now: number): void {
    this.#sentAt = now
    this.#awaited += 1
  }

  /** An answer that is known to be the latest beat's, however many went unanswered before. */
  answeredLatest(now: number): void {
    if (this.#awaited > 1) this.#awaited = 1
    this.answered(now)
  }

  answered(now: number): void {
    if (this.#awaited === 0) return
    if (this.#awaited === 1) {
      this.sketch ??= new Sketch()
      this.sketch.add(now - this.#sentAt)
      this.#sum.add(now - this.#sentAt)
    }
    this.#awaited -= 1
  }
}
