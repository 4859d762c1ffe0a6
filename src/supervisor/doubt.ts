/**
 * Doubt of ourselves. When most links of a tree are lost within a moment, it is more likely that our own network is gone
 * than that all peers are: so nobody is blamed yet. Whoever is still open is asked for a sign of life, and of all that
 * wait to dial only canaries do, until a peer has answered.
 *
 * Lifeguard (Dadgar, Phillips, Currey: "Local Health Awareness for More Accurate Failure Detection", 2018) found that
 * suspecting oneself first saves most false deaths. Here no verdict waits for it, since bounds are promises.
 */
import type { Clock, Timer } from '../clock/clock.ts'
import { checkOptions, integerOption, millisOption, numberOption } from '../machines/check.ts'
import type { Watched } from '../machines/dials.ts'
import type { Phase } from '../machines/events.ts'
import type { Cause } from '../transport/transport.ts'

/** When many losses at once make a supervisor doubt its own network before its peers. */
export interface DoubtOptions {
  /** More than this share of all links in the tree, dialled and accepted. Default 0.5; from 0.01 to 1. */
  readonly share?: number
  /**
   * Lost within so many ms in which this process ran, counted in tenths of them. Default 1000; from 10 to 2^31. Peers that
   * fall silent together are found dead one by one, over an `everyMs` of their heartbeat: say as much to have that noticed.
   */
  readonly withinMs?: number
  /** Of at least so many links. Default 8; from 2 to 1 000 000. */
  readonly least?: number
}

export type DoubtPlan = Readonly<Required<DoubtOptions>>

/** @throws OptionError naming the option that cannot be used. */
export function doubtOf(options: DoubtOptions = {}): DoubtPlan {
  checkOptions('dials.doubt', options, ['share', 'withinMs', 'least'])
  return {
    share: numberOption('dials.doubt.share', options.share ?? 0.5, 0.01, 1),
    withinMs: millisOption('dials.doubt.withinMs', options.withinMs ?? 1_000, 10),
    least: integerOption('dials.doubt.least', options.least ?? 8, 2, 1_000_000),
  }
}

/** Told when a doubt begins, and when it is over. */
export interface Doubted {
  doubts(lost: number, of: number): void
  assured(afterMs: number): void
}

/** The window moves by a tenth of itself. A slice that a stall made longer is one slice all the same. */
const SLICES = 10
/** How many peers are asked in one turn of the event loop. */
const ASKED_A_TURN = 256

export class Doubt {
  readonly #clock: Clock
  readonly #plan: DoubtPlan
  readonly #to: Doubted
  /** The links that are open, oldest first. */
  readonly #open = new Set<Watched>()
  /** Losses by slice of the window, the present one first. */
  readonly #lost = new Array<number>(SLICES).fill(0)
  /** While we doubt: those that were asked, and for how long each had been silent then. */
  #asked: Map<Watched, number> | null = null
  #since = 0
  /** Slices until another doubt may begin: what is still to come of the same trouble is no new one. */
  #rest = 0
  #slice: Timer | null = null
  #asking: Timer | null = null

  constructor(clock: Clock, plan: DoubtPlan, to: Doubted) {
    this.#clock = clock
    this.#plan = plan
    this.#to = to
  }

  saw(connection: Watched, from: Phase | null, to: Phase, cause: Cause | null): void {
    const isOpen = to === 'alive' || to === 'suspect'
    if (isOpen === (from === 'alive' || from === 'suspect')) return
    if (!isOpen) return this.#ended(connection, cause)
    this.#open.add(connection)
    // A peer came all the way to us.
    if (connection.accepted) this.answered()
  }

  /** A peer has answered: our network is there. */
  answered(): void {
    if (this.#asked === null) return
    this.#asked = null
    this.#asking?.cancel()
    this.#lost.fill(0)
    this.#rest = SLICES
    this.#watch()
    this.#to.assured(Math.round(this.#clock.now() - this.#since))
  }

  end(): void {
    this.#slice?.cancel()
    this.#asking?.cancel()
    this.#slice = null
    this.#asked = null
    this.#open.clear()
  }

  #ended(connection: Watched, cause: Cause | null): void {
    this.#open.delete(connection)
    this.#asked?.delete(connection)
    if (cause === null || this.#rest > 0 || !mayBeOurs(cause)) return
    const lost = this.#lost.reduce((sum, count) => sum + count, 1)
    const of = lost + this.#open.size
    // Of so few there is no doubt, and nothing to remember: no timer outlives the last of them.
    if (of < this.#plan.least && this.#slice === null) return
    this.#lost[0] = (this.#lost[0] ?? 0) + 1
    this.#watch()
    if (this.#asked !== null || of < this.#plan.least || lost <= this.#plan.share * of) return
    this.#asked = new Map()
    this.#since = this.#clock.now()
    this.#to.doubts(lost, of)
    this.#ask([...this.#open].values())
  }

  #ask(rest: IterableIterator<Watched>): void {
    for (let count = 0; count < ASKED_A_TURN; count += 1) {
      const { value, done } = rest.next()
      if (done) return this.#watch()
      if (!this.#open.has(value)) continue
      this.#asked?.set(value, value.silentMs ?? 0)
      value.probe()
    }
    this.#asking = this.#clock.after(0, () => this.#ask(rest))
  }

  #watch(): void {
    this.#slice ??= this.#clock.after(this.#plan.withinMs / SLICES, () => this.#next())
  }

  /** Another slice. Whoever was asked and has been silent for less time than then was heard. */
  #next(): void {
    this.#slice = null
    this.#lost.pop()
    this.#lost.unshift(0)
    this.#rest = Math.max(0, this.#rest - 1)
    for (const [connection, silentMs] of this.#asked ?? []) {
      if ((connection.silentMs ?? silentMs) < silentMs) return this.answered()
    }
    if (this.#rest > 0 || (this.#asked?.size ?? 0) > 0 || this.#lost.some((count) => count > 0)) this.#watch()
  }
}

/** Whether our own network may be why a link was lost: not where the peer has told us of it. */
function mayBeOurs(cause: Cause): boolean {
  if (cause.kind === 'timeout') return cause.of === 'kernel' || cause.of === 'write'
  return cause.kind === 'silent' || cause.kind === 'reset' || cause.kind === 'unreachable'
}
