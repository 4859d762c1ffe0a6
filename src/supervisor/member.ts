/** One connection among those that dial the same endpoint: what its dials and links tell of it. */

import { backoffOf } from '../machines/backoff.ts'
import type { Dialler, Place } from '../machines/dials.ts'
import { LONG_AGO, NEVER } from '../machines/never.ts'
import type { Plan } from '../machines/options.ts'
import { retryByCause } from '../machines/retry.ts'
import type { Cause } from '../transport/transport.ts'
import type { Endpoint, Waiter } from './endpoint.ts'

/** A peer that beats so often, unasked, is waited for until it does: the next canary goes no sooner. */
const PROMPT_MS = 2_000
const USUAL = backoffOf()
const USUAL_DELAYS = ['firstMs', 'factor', 'maxMs', 'jitter', 'attempts'] as const

export class Member implements Place, Waiter {
  /** How long its latest stable link lived; 0 when the latest that passed was not stable. */
  aliveMs = 0
  nth = 0
  /** Whether its delay is over. */
  isReady = false
  /** Whether it may be the canary sooner: by delays that nobody asked for, any of which might have been nothing. */
  readonly isEager: boolean
  readonly #endpoint: Endpoint
  readonly #dialler: Dialler
  readonly #part: () => void
  readonly #stableMs: number
  /** Whether a sign of life is waited for: an answer to a beat of ours, or a beat. Else all proof is that a link opens. */
  readonly #hears: boolean
  /** What was known of the endpoint when the dial began. */
  #asOf = LONG_AGO
  /** Whether we doubted ourselves when the dial began. */
  #isCanary = false
  #openedAt = NEVER
  #passedAt = NEVER
  #queue: Set<Waiter> | null = null

  /** @param part called when it will never dial again. */
  constructor(endpoint: Endpoint, { backoff, retry, heartbeat }: Plan, dialler: Dialler, part: () => void) {
    this.#endpoint = endpoint
    this.#dialler = dialler
    this.#part = part
    this.#stableMs = backoff.stableMs
    this.#hears =
      heartbeat !== null &&
      heartbeat.rule !== null &&
      ((heartbeat.beats && heartbeat.learnsFrom === 'answers') || heartbeat.everyMs <= PROMPT_MS)
    this.isEager = retry === retryByCause && USUAL_DELAYS.every((each) => backoff[each] === USUAL[each])
  }

  dialling(): void {
    // Somebody may have asked for this dial, too, while its wait was just ending.
    this.left()
    this.isReady = false
    this.#asOf = this.#endpoint.upAt
    this.#isCanary = this.#endpoint.isDoubted
    this.#openedAt = NEVER
    this.#passedAt = NEVER
  }

  opened(): void {
    this.#openedAt = this.#endpoint.clock.now()
    if (!this.#hears) this.#pass()
    else if (this.#endpoint.awaitsProof) this.#dialler.probe()
  }

  heard(): void {
    if (this.#openedAt < NEVER) this.#pass()
  }

  ended({ kind, by }: Cause): void {
    const endpoint = this.#endpoint
    const now = endpoint.clock.now()
    const openMs = now - this.#openedAt
    // What is still to come of this link tells nothing.
    this.#openedAt = NEVER
    if (this.#passedAt === NEVER) {
      // A proxy without a server behind it accepts, and drops; a frozen peer's kernel accepts, and is silent.
      const isFailed = kind === 'silent' || kind === 'timeout' || openMs < this.#stableMs
      // By these a peer that is up answers this connection alone.
      if (kind === 'auth' || kind === 'protocol' || kind === 'tls') return endpoint.up()
      // What our own network may have done to a dial that was to tell just that says nothing of the endpoint.
      const isOfIt = !this.#isCanary || kind === 'refused' || kind === 'eof' || kind === 'closed'
      // Nor does what began before it was last up.
      if (isFailed && isOfIt && by !== 'us' && this.#asOf === endpoint.upAt) endpoint.down()
      if (kind === 'refused') endpoint.answered()
      return
    }
    const lifeMs = now - this.#passedAt
    this.#passedAt = NEVER
    this.aliveMs = lifeMs < this.#stableMs ? 0 : lifeMs
    if (by !== 'us' && this.aliveMs === 0) endpoint.doubt(this.#stableMs)
  }

  waits(nth: number): void {
    this.nth = nth
    // Whoever heard of the wait first may have asked to dial: then it has a turn.
    if (this.#queue === null) this.#endpoint.wait(this)
  }

  ready(): void {
    this.isReady = true
    this.#endpoint.ready(this)
  }

  hurried(): void {
    this.#endpoint.free(this)
  }

  left(): void {
    if (this.#queue !== null) this.#endpoint.leave(this)
  }

  gone(): void {
    this.left()
    this.#part()
  }

  dial(): void {
    this.#dialler.dial(!this.isReady)
  }

  moveTo(queue: Set<Waiter> | null): void {
    // Where it stands already it keeps its turn.
    if (queue === this.#queue) return
    this.#queue?.delete(this)
    this.#queue = queue
    queue?.add(this)
  }

  #pass(): void {
    if (this.#passedAt < NEVER) return
    this.#passedAt = this.#endpoint.clock.now()
    this.#endpoint.up()
  }
}
