/** Where the dials of one connection lead, among several endpoints. */
import type { Timer } from '../../clock/clock.ts'
import {
  type Cause,
  type Link,
  type LinkOwner,
  type Route,
  sharedAs,
  type Transport,
  type Traveller,
} from '../transport.ts'
import type { Guide } from './guide.ts'

/** A link that has been open for so long without a word from its peer belongs to a peer that does not speak. */
const QUIET_MS = 10_000

/** What a link ends with before it opens, or soon after, that says nothing against its endpoint. */
const NOT_ITS_FAULT: ReadonlySet<Cause['kind']> = new Set<Cause['kind']>(['auth', 'exhausted'])

export class Way implements Route {
  readonly #guide: Guide
  readonly #traveller: Traveller
  /** Where the present link leads, or the latest one led. */
  #at = 0
  #hasLink = false
  #isHeard = false
  #openedAt: number | null = null
  /** The dial to come leads elsewhere than the one that failed. */
  #goesOn = false
  #back: Timer | null = null

  constructor(guide: Guide, traveller: Traveller) {
    this.#guide = guide
    this.#traveller = traveller
  }

  get endpoint(): string {
    return this.#next.endpoint
  }

  get shared(): string | null {
    return sharedAs(this.#next)
  }

  dial(owner: LinkOwner): Link {
    this.#at = this.#best
    this.#hasLink = true
    this.#isHeard = false
    this.#openedAt = null
    return this.#guide.at(this.#at).dial(owner)
  }

  opened(): void {
    this.#openedAt = this.#traveller.clock.now()
    // Of links that are never heard this is all there will be to say.
    if (this.#at > 0) this.#goBack()
  }

  heard(): void {
    if (this.#isHeard) return
    this.#isHeard = true
    this.#guide.passed(this.#at)
  }

  ended(cause: Cause): void {
    this.#back?.cancel()
    this.#back = null
    if (!this.#hasLink) return
    this.#hasLink = false
    this.#goesOn = this.#isFailure(cause)
    if (!this.#goesOn) return
    this.#guide.failed(this.#at, this.#traveller.clock.now())
    this.#goesOn = this.#best !== this.#at
  }

  waits(): void {
    if (!this.#goesOn) return
    this.#goesOn = false
    this.#traveller.hint('retry')
  }

  gone(): void {
    this.#hasLink = false
    this.#back?.cancel()
    this.#back = null
  }

  get #next(): Transport {
    return this.#guide.at(this.#hasLink ? this.#at : this.#best)
  }

  get #best(): number {
    return this.#guide.best(this.#traveller.clock.now())
  }

  #isFailure({ kind, by }: Cause): boolean {
    if (kind === 'silent' || (kind === 'timeout' && by === 'peer')) return true
    if (by === 'us' || NOT_ITS_FAULT.has(kind) || this.#isHeard) return false
    return this.#openedAt === null || this.#traveller.clock.now() - this.#openedAt < QUIET_MS
  }

  /** Tries a better endpoint after a while, and again. */
  #goBack(): void {
    const { backAfterMs } = this.#guide
    if (backAfterMs === false) return
    const { clock, random } = this.#traveller
    this.#back?.cancel()
    this.#back = clock.after((backAfterMs * (1 + random())) / 2, () => {
      this.#goBack()
      if (this.#best < this.#at) this.#traveller.hint('rotate')
    })
  }
}
