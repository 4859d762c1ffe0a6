/** Round-trip times: which beat an answer belongs to. */
import { LONG_AGO } from './never.ts'
import { Sketch } from './sketch.ts'

/**
 * Matches answers to beats. A time is noted only where it is known which beat was answered: with a peer that does not
 * answer each one, never. All times are attention, and a trip with a stall in it is not noted: an answer that waited in
 * its socket while this process did not run says nothing of the network, nor of the peer.
 *
 * A sketch itself, not the owner of one: each object is a place in memory to go to, twice a beat.
 */
export class RoundTrips extends Sketch {
  #awaited = 0
  /** When the latest beat was sent: whole ms, and the µs beyond, since one number with a fraction would be boxed. */
  #sentAtMs = 0
  #sentAtUs = 0

  /** What was measured; null while nothing was. */
  get sketch(): Sketch | null {
    return this.isEmpty ? null : this
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
    this.#sentAtMs = Math.floor(at)
    this.#sentAtUs = Math.round((at - this.#sentAtMs) * 1000)
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
    if (this.#awaited === 1 && deafAt <= this.#sentAtMs) this.add(at - this.#sentAtMs - this.#sentAtUs / 1000)
    this.#awaited -= 1
  }
}
