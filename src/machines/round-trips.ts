/** Round-trip times: which beat an answer belongs to. */
import { LONG_AGO } from './never.ts'
import { Sketch } from './sketch.ts'

/**
 * Matches answers to beats. A time is noted only where it is known which beat was answered: with a peer that does not
 * answer each one, never. All times are attention, and a trip with a stall in it is not noted: an answer that waited in
 * its socket while this process did not run says nothing of the network, nor of the peer.
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

  sent(at: number): void {
    this.#sentAt = at
    this.#awaited += 1
  }

  /** An answer that is known to be the latest beat's, however many went unanswered before. */
  answeredLatest(at: number, deafAt = LONG_AGO): void {
    if (this.#awaited > 1) this.#awaited = 1
    this.answered(at, deafAt)
  }

  /** @param deafAt when a time in which we could not hear was last over. */
  answered(at: number, deafAt = LONG_AGO): void {
    if (this.#awaited === 0) return
    if (this.#awaited === 1 && deafAt <= this.#sentAt) {
      this.sketch ??= new Sketch()
      this.sketch.add(at - this.#sentAt)
      this.#sum.add(at - this.#sentAt)
    }
    this.#awaited -= 1
  }
}
