/** One connection of a pool: what heartbeats say of it, what results say of it, and the calls that are under way. */
import type { Subscription } from 'rxjs'
import type { Clock } from '../clock/clock.ts'
import type { Phase } from '../machines/events.ts'
import type { Connection } from '../supervisor/handle.ts'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import type { Standing } from './candidates.ts'
import type { Candidate } from './choose.ts'
import type { Endpoint } from './endpoints.ts'
import { Latency } from './latency.ts'
import { Lease, type Lender } from './lease.ts'
import type { PoolVerdict } from './options.ts'
import { type EjectionPlan, Outlier } from './outlier.ts'

/** Whose it is. */
export interface MemberOwner {
  /** What heartbeats say of it has changed. */
  moved(member: Member): void
  /** Calls over it failed too often in a row. */
  failing(member: Member): void
  /** One call less is under way. */
  freed(member: Member): void
  /** Its connection has ended for good. */
  over(member: Member): void
}

export class Member implements Standing, Candidate, Lender {
  readonly connection: Connection
  readonly outlier: Outlier
  /** What is known of its endpoint may be renewed. */
  endpoint: Endpoint
  priority: number
  /** Its endpoint has left, or its place is needed: no more calls. */
  isLeaving = false
  /** How many calls it got. */
  picks = 0
  /** When a call over it last began or ended; when it was opened, at first. */
  usedAt: number
  cause: Cause | null = null
  readonly #clock: Clock
  readonly #owner: MemberOwner
  readonly #latency = new Latency()
  readonly #leases = new Set<Lease>()
  #phase: Phase = 'connecting'
  /** It was suspect, and has not been heard since. */
  #isDoubted = false
  #wasLost = false
  #watching: Subscription | null = null

  constructor(
    { endpoint, priority }: { readonly endpoint: Endpoint; readonly priority: number },
    connection: Connection,
    { clock, ejection }: { readonly clock: Clock; readonly ejection: EjectionPlan },
    owner: MemberOwner,
  ) {
    this.endpoint = endpoint
    this.priority = priority
    this.connection = connection
    this.outlier = new Outlier(ejection)
    this.#clock = clock
    this.#owner = owner
    this.usedAt = clock.now()
  }

  get id(): string {
    return this.endpoint.id
  }

  get phase(): Phase {
    return this.#phase
  }

  get pending(): number {
    return this.#leases.size
  }

  get latencyMs(): number | null {
    return this.#latency.at(this.#clock.now())
  }

  get isEjected(): boolean {
    return this.outlier.isEjected(this.#clock.now())
  }

  /** Alive on a link over which it has not been heard, having been suspect: this may change without a word. */
  get isUnheard(): boolean {
    if (this.#isDoubted && this.#phase === 'alive' && this.connection.isProven) this.#isDoubted = false
    return this.#isDoubted && this.#phase === 'alive'
  }

  /** Its first dial is under way. */
  get isFresh(): boolean {
    return this.#phase === 'connecting' && !this.#wasLost
  }

  get standing(): Standing['standing'] {
    if (this.isLeaving) return 'away'
    if (this.#phase === 'suspect' || this.isUnheard) return 'doubted'
    if (this.#phase !== 'alive') return 'away'
    return this.isEjected ? 'ejected' : 'good'
  }

  /** Begins to heed its heartbeats. */
  watch(): void {
    this.#watching = this.connection.phase$.subscribe({
      next: ({ phase, cause }) => this.#moved(phase, cause),
      complete: () => this.#owner.over(this),
    })
  }

  unwatch(): void {
    this.#watching?.unsubscribe()
    this.#lose()
  }

  lend(): Lease {
    const lease = new Lease(this, this.#clock.now())
    this.usedAt = lease.since
    this.picks += 1
    this.#leases.add(lease)
    return lease
  }

  settled(lease: Lease, verdict: PoolVerdict): void {
    // One that was lost is not under way any more.
    if (!this.#leases.delete(lease)) return
    const now = this.#clock.now()
    this.usedAt = now
    if (verdict === 'success') this.#latency.note(now - lease.since, now)
    // Of those that are suspect or dead it is for heartbeats to judge.
    if (verdict !== 'nothing' && this.#phase === 'alive' && !this.isEjected) {
      if (this.outlier.note(verdict === 'failure')) this.#owner.failing(this)
    }
    this.#owner.freed(this)
  }

  #moved(phase: Phase, cause: Cause | null): void {
    this.#phase = phase
    this.cause = cause
    if (phase === 'suspect') this.#isDoubted = true
    if (LOST.has(phase)) {
      this.#wasLost = true
      this.outlier.clear(this.#clock.now())
      this.#lose()
    }
    // Sooner than the next beat is due: calls wait for the answer.
    if (this.isUnheard) this.connection.probe()
    this.#owner.moved(this)
  }

  /** Calls that are under way will not be answered. */
  #lose(): void {
    if (this.#leases.size === 0) return
    const leases = [...this.#leases]
    this.#leases.clear()
    const error = new ConnectionError(`${this.id} has died`, this.cause)
    for (const lease of leases) lease.lose(error)
  }
}

const LOST: ReadonlySet<Phase> = new Set<Phase>(['dead', 'backoff', 'stopped', 'failed'])
