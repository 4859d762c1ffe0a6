/**
 * 13: an open breaker passes nothing; half-open passes at most its probes; it closes only by a success seen in half-open.
 * Reckoned from what is seen from outside: calls that begin, what comes of them, and the phases that a breaker tells.
 */
import type { Breaker, BreakerPhase, Verdict } from '../../breaker/index.ts'
import type { Ledger } from './ledger.ts'
import type { WatcherOf } from './watcher.ts'

/** What is watched of a breaker. */
export type Shown = Pick<Breaker, 'id' | 'phase' | 'phase$'>

/** All breakers of one world. */
export class Breakers {
  /** What was seen of all of them. */
  readonly seen = { passed: 0, refused: 0, opened: 0, closed: 0 }
  readonly #stories = new Set<BreakerStory>()
  #ledger: Ledger | null = null

  readonly keep: WatcherOf = ({ ledger }) => {
    this.#ledger = ledger
    return {
      lookAround: () => {
        for (const story of this.#stories) story.look()
      },
    }
  }

  /** From now on somebody stands beside it. @param probes how many calls it may pass while it is half-open. */
  watch(breaker: Shown, probes: number): BreakerStory {
    const story: BreakerStory = new BreakerStory(breaker, probes, {
      expect: (holds, what) => this.#ledger?.expect(13, holds, breaker.id, what),
      seen: this.seen,
      over: () => this.#stories.delete(story),
    })
    this.#stories.add(story)
    story.begin()
    return story
  }
}

interface Beside {
  expect(holds: boolean, what: () => string): void
  readonly seen: Breakers['seen']
  over(): void
}

/** One breaker, from beside it. */
export class BreakerStory {
  readonly #breaker: Shown
  readonly #probes: number
  readonly #beside: Beside
  #phase: BreakerPhase | null = null
  /** Counts the phases told. */
  #nth = 0
  /** Of the calls that began in this phase: how many, and what has come of them. */
  #began = 0
  #came: Record<Verdict, number> = { success: 0, failure: 0, nothing: 0 }

  constructor(breaker: Shown, probes: number, beside: Beside) {
    this.#breaker = breaker
    this.#probes = probes
    this.#beside = beside
  }

  begin(): void {
    this.#breaker.phase$.subscribe({
      next: ({ phase }) => this.#told(phase),
      complete: () => this.#beside.over(),
    })
  }

  /** A call begins, so it was passed. To be told what has come of it, before the breaker is. */
  passes(): (verdict: Verdict) => void {
    const nth = this.#nth
    this.#beside.seen.passed += 1
    this.#began += 1
    this.#expectNotTooMany()
    return (verdict) => {
      if (nth === this.#nth) this.#came[verdict] += 1
    }
  }

  /** A call was not passed. */
  refused(): void {
    this.#beside.seen.refused += 1
  }

  look(): void {
    const { phase } = this.#breaker
    this.#beside.expect(phase === this.#phase, () => `shows itself as ${phase}, and has told ${this.#phase}`)
    this.#expectNotTooMany()
  }

  #told(phase: BreakerPhase): void {
    if (phase === 'open') this.#beside.seen.opened += 1
    if (phase === 'closed' && this.#phase !== null) {
      this.#beside.seen.closed += 1
      this.#expectToClose()
    }
    this.#phase = phase
    this.#nth += 1
    this.#began = 0
    this.#came = { success: 0, failure: 0, nothing: 0 }
  }

  /** Whoever was called off says nothing, and another one may go in its place. */
  #expectNotTooMany(): void {
    const out = this.#began - this.#came.nothing
    const most =
      this.#phase === 'closed' ? Number.POSITIVE_INFINITY : this.#phase === 'half-open' ? this.#probes : 0
    const passed = this.#phase === 'half-open' ? out : this.#began
    this.#beside.expect(
      passed <= most,
      () => `is ${this.#phase}, and has passed ${passed} calls, where ${most} are allowed`,
    )
  }

  /** By the successes of as many probes as there may be, all of which began since it was half-open. */
  #expectToClose(): void {
    const { success, failure } = this.#came
    this.#beside.expect(
      this.#phase === 'half-open' && success >= this.#probes && failure === 0,
      () =>
        `closes from ${this.#phase}, after ${success} successes and ${failure} failures of what it passed there`,
    )
  }
}
