/** One session of a registration: opened, renewed, and given up by our own clock before the servers can give it to another. */
import type { Timer } from '../clock/clock.ts'
import { type Backoff, backoffOf, delayMs } from '../machines/backoff.ts'
import { messageOf } from '../transport/transport.ts'
import { Refused, type Session } from './backend.ts'
import { Farewell } from './farewell.ts'
import type { Host } from './host.ts'
import { limited } from './limited.ts'
import type { RegistryProblem } from './registry.ts'
import { leftMs, type Moment, momentOf, termsOf } from './terms.ts'

/** Whoever has a lease, and is told how it stands. */
export interface LeaseOwner {
  /** The servers have it, as ours. */
  confirmed(): void
  /** They do not confirm it, for now. */
  unconfirmed(problem: RegistryProblem): void
  /** It is over, and never comes back. */
  over(problem: RegistryProblem): void
}

/** The longest pause between two tries to register, in ms. */
const LONGEST_PAUSE_MS = 5_000

export class Lease {
  readonly #session: Session
  readonly #host: Host
  readonly #owner: LeaseOwner
  readonly #pauses: Backoff
  #ttlMs: number
  /** When the request was sent that was confirmed last; null before the first one. */
  #since: Moment | null = null
  /** When the servers were asked last, whatever became of it. */
  #asked: Moment
  #failures = 0
  #farewell: Farewell | null = null
  #next: Timer | null = null
  #deadline: Timer | null = null

  constructor(session: Session, ttlMs: number, host: Host, owner: LeaseOwner) {
    this.#session = session
    this.#ttlMs = ttlMs
    this.#host = host
    this.#owner = owner
    this.#asked = momentOf(host.clock)
    this.#pauses = backoffOf({
      firstMs: 100,
      maxMs: Math.max(100, Math.min(ttlMs / 6, LONGEST_PAUSE_MS)),
      jitter: 'equal',
    })
  }

  /** Until when it is ours, in ms since the epoch; null when it is not (any more). */
  get heldUntil(): number | null {
    if (!this.isOurs || this.#since === null) return null
    return Math.floor(this.#since.wall + termsOf(this.#ttlMs).safeMs)
  }

  /** Whether it is ours at this moment, though no timer of ours may have run for long. */
  get isOurs(): boolean {
    return this.#farewell === null && this.#since !== null && this.#leftMs(this.#since) > 0
  }

  /** Asks for it, until it is confirmed. */
  begin(): void {
    if (this.#farewell === null) void this.#open()
  }

  /** Lets it go: from now on nothing is told to its owner. */
  end(): Farewell {
    this.#next?.cancel()
    this.#deadline?.cancel()
    this.#farewell ??= new Farewell(this.#session, this.#ttlMs, this.#asked, this.#host)
    return this.#farewell
  }

  /** The servers said by themselves that it is gone. */
  gone(detail: string): void {
    if (this.#farewell === null) this.#owner.over({ kind: 'gone', detail })
  }

  async #open(): Promise<void> {
    const { clock, random, requestTimeoutMs } = this.#host
    const since = this.#ask()
    try {
      const grantedMs = await limited(clock, requestTimeoutMs, this.#session.open(requestTimeoutMs))
      if (this.#farewell !== null) return
      this.#ttlMs = grantedMs
      this.#confirm(since)
    } catch (error) {
      if (this.#farewell !== null) return
      this.#failures += 1
      this.#next = clock.after(delayMs(this.#pauses, this.#failures, 0, random), () => void this.#open())
      this.#owner.unconfirmed(problemOf(error))
    }
  }

  async #renew(): Promise<void> {
    const { clock, requestTimeoutMs } = this.#host
    const { tryMs } = termsOf(this.#ttlMs)
    const limitMs = Math.min(requestTimeoutMs, tryMs)
    const since = this.#ask()
    try {
      await limited(clock, limitMs, this.#session.renew(limitMs))
      if (this.#farewell === null) this.#confirm(since)
    } catch (error) {
      if (this.#farewell !== null) return
      const problem = problemOf(error)
      if (problem.kind === 'gone') return this.#owner.over(problem)
      this.#next = clock.after(Math.max(0, leftMs(clock, since, tryMs)), () => void this.#renew())
      this.#owner.unconfirmed(problem)
    }
  }

  #ask(): Moment {
    this.#asked = momentOf(this.#host.clock)
    return this.#asked
  }

  #confirm(since: Moment): void {
    const { clock } = this.#host
    // An answer that took too long confirms nothing: it has lapsed, or may have.
    if (this.#leftMs(since) <= 0) return this.#overdue()
    this.#since = since
    this.#deadline?.cancel()
    this.#deadline = clock.after(this.#leftMs(since), () => this.#overdue())
    this.#next = clock.after(
      Math.max(0, leftMs(clock, since, termsOf(this.#ttlMs).renewMs)),
      () => void this.#renew(),
    )
    this.#owner.confirmed()
  }

  #overdue(): void {
    const detail = `nothing was confirmed for ${Math.round(termsOf(this.#ttlMs).safeMs)} ms`
    this.#owner.over({ kind: 'overdue', detail })
  }

  #leftMs(since: Moment): number {
    return leftMs(this.#host.clock, since, termsOf(this.#ttlMs).safeMs)
  }
}

function problemOf(error: unknown): RegistryProblem {
  return error instanceof Refused ? error.problem : { kind: 'unreachable', detail: messageOf(error) }
}
