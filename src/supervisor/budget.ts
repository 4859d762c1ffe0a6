/** The budget of dials: a token bucket that all connections of a supervisor share, and who is next to draw from it. */
import type { Clock, Timer } from '../clock/clock.ts'
import { checkOptions, integerOption, millisOption, numberOption } from '../machines/check.ts'
import { LONG_AGO } from '../machines/never.ts'
import { type DoubtOptions, type DoubtPlan, doubtOf } from './doubt.ts'

/**
 * How the connections of a supervisor dial again together. Every dial but the first one of each connection draws from one
 * budget, those of restarts included; first dials are the user's own, pass at once, and cost nothing. Children that a
 * strategy, or their supervisor's restart, starts together pay for one dial together.
 */
export interface DialOptions {
  /** Dials in a second, once the burst is spent. Default 400; from 0.1 to 1 000 000. */
  readonly perSecond?: number
  /**
   * Dials that may go out at once; in any 100 ms there are at most `burst + perSecond / 10`, 46 by default. A quarter is
   * held back for connections that have lost a stable link: they come first, those that were alive longest before the
   * others. Default 6; from 1 to 1 000 000.
   */
  readonly burst?: number
  /**
   * Once a dial has failed, its endpoint is known to be down until a link to it was heard. Of several connections that
   * wait for it only canaries dial, one at a time: the next one within so many ms, and after half of it at the soonest;
   * their success lets the others go, whatever is left of their delays. Canaries are those whose delays are over, and
   * before that those with the default back-off and retry policy. A connection that waits alone goes by its own
   * back-off. Default 2000; from 10 to 2^31.
   */
  readonly canaryMs?: number
  /**
   * When most links of the tree are lost within a moment, the supervisor doubts its own network before its peers: the feed
   * says `doubt`, those that are still open are asked for a sign of life, and all that wait to dial or to be started again
   * are held, but for one canary at a time, whatever its endpoint. The first peer that answers, if only by a refusal, ends
   * it. No verdict waits for this, no first dial, and none that somebody asks for. False: nothing of it.
   */
  readonly doubt?: DoubtOptions | false
}

export interface DialPlan {
  readonly perSecond: number
  readonly burst: number
  readonly canaryMs: number
  /** null: never. */
  readonly doubt: DoubtPlan | null
}

/** @throws OptionError naming the option that cannot be used. */
export function dialsOf(options: DialOptions = {}): DialPlan {
  checkOptions('dials', options, ['perSecond', 'burst', 'canaryMs', 'doubt'])
  return {
    perSecond: numberOption('dials.perSecond', options.perSecond ?? 400, 0.1, 1_000_000),
    burst: integerOption('dials.burst', options.burst ?? 6, 1, 1_000_000),
    canaryMs: millisOption('dials.canaryMs', options.canaryMs ?? 2_000, 10),
    doubt: options.doubt === false ? null : doubtOf(options.doubt),
  }
}

/** Whoever draws from the budget. */
export interface Asker {
  /** 0: before all others; 1: has lost a stable link; 2: has not; −1: wants nothing. */
  readonly rank: number
  /** How many dials it stands for. */
  readonly size: number
  /** It has a dial. */
  serve(): void
}

export class Budget {
  readonly #clock: Clock
  readonly #everyMs: number
  /** By how much the dials of each rank may run ahead of the even rate. */
  readonly #aheadMs: readonly number[]
  readonly #askers = [new Set<Asker>(), new Set<Asker>(), new Set<Asker>()] as const
  /**
   * When all dials so far would have gone out at the even rate: the bucket as one number (the "generic cell rate
   * algorithm" of ITU-T I.371, where it is the theoretical arrival time of the next cell).
   */
  #paidUntil = LONG_AGO
  #timer: Timer | null = null
  /** While we doubt ourselves: how many canaries each has had. */
  #canaries: Map<Asker, number> | null = null
  /** When the next of them may go. */
  #canaryAt = LONG_AGO
  readonly #canaryMs: () => number

  /** @param canaryMs draws how long it is to the next canary. */
  constructor(clock: Clock, { perSecond, burst, canaryMs }: DialPlan, draw: () => number = () => canaryMs) {
    this.#clock = clock
    this.#canaryMs = draw
    this.#everyMs = 1_000 / perSecond
    const ahead = (burst - 1) * this.#everyMs
    const others = (burst - Math.floor(burst / 4) - 1) * this.#everyMs
    this.#aheadMs = [ahead, ahead, others]
  }

  /** Whether nobody below rank 0 dials but canaries, whatever is known of their endpoints. */
  get isDoubted(): boolean {
    return this.#canaries !== null
  }

  /** From now on canaries alone. */
  doubt(): void {
    this.#canaries = new Map()
    this.#canaryAt = LONG_AGO
  }

  /** As before; those who only stood there as canaries do no more. */
  trust(): void {
    this.#canaries = null
    this.#canaryAt = LONG_AGO
    for (const asker of this.#askers.flatMap((askers) => [...askers])) this.#stand(asker)
    this.#serve()
  }

  /** It is over with all of them. */
  end(): void {
    this.#timer?.cancel()
  }

  /** The rank of `asker` may have changed: where it has not, it keeps its turn. May serve it, or others, at once. */
  ask(asker: Asker): void {
    this.#stand(asker)
    this.#serve()
  }

  /** Calls `go` once there is a dial for it. */
  leave(go: () => void): Timer {
    const asker = {
      rank: 2,
      size: 1,
      serve() {
        asker.rank = -1
        go()
      },
    }
    this.ask(asker)
    return {
      cancel: () => {
        asker.rank = -1
        this.ask(asker)
      },
    }
  }

  #stand(asker: Asker): void {
    for (const [rank, askers] of this.#askers.entries()) {
      if (rank === asker.rank) askers.add(asker)
      else askers.delete(asker)
    }
  }

  #serve(): void {
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { asker, rank } = next
      const now = this.#clock.now()
      // Whoever was served may have asked for others meanwhile.
      this.#timer?.cancel()
      const payableAt = this.#paidUntil - (this.#aheadMs[rank] ?? 0)
      const earlyMs = (rank === 0 ? payableAt : Math.max(payableAt, this.#canaryAt)) - now
      if (earlyMs > 0) {
        // In whole milliseconds: a wait too short to move the clock would never end.
        this.#timer = this.#clock.after(Math.ceil(earlyMs), () => this.#serve())
        return
      }
      this.#paidUntil = Math.max(this.#paidUntil, now) + this.#everyMs
      if (rank > 0) this.#noteCanary(asker, now)
      // One that was served stands behind the others of its rank then.
      this.#askers[rank]?.delete(asker)
      asker.serve()
      this.#stand(asker)
    }
    this.#timer?.cancel()
  }

  /** Whoever is next. A canary is only chosen when it may go: each of ten thousand that ask would look at all others. */
  #next(): { readonly asker: Asker; readonly rank: number } | null {
    const isChosen = this.#canaries !== null && this.#clock.now() >= this.#canaryAt
    let best: { readonly asker: Asker; readonly rank: number } | null = null
    for (const [rank, askers] of this.#askers.entries()) {
      for (const asker of askers) {
        if (rank === 0 || !isChosen) return { asker, rank }
        if (best === null || this.#isBetter(asker, best.asker)) best = { asker, rank }
      }
    }
    return best
  }

  /** As a canary: one whose like was not tried yet, and then one that stands for many. Of equals, the rank goes before. */
  #isBetter(one: Asker, other: Asker): boolean {
    const triedMore = (this.#canaries?.get(one) ?? 0) - (this.#canaries?.get(other) ?? 0)
    return triedMore < 0 || (triedMore === 0 && one.size > other.size)
  }

  #noteCanary(asker: Asker, now: number): void {
    if (this.#canaries === null) return
    this.#canaries.set(asker, (this.#canaries.get(asker) ?? 0) + 1)
    this.#canaryAt = now + this.#canaryMs()
  }
}
