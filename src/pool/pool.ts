/** A service's live endpoints, kept as supervised connections; each call gets the best of them. */
import { Observable, type Subscription } from 'rxjs'
import type { Clock, Timer } from '../clock/clock.ts'
import { checkOptions, integerOption, millisOption } from '../machines/check.ts'
import { Hot } from '../machines/hot.ts'
import { NEVER } from '../machines/never.ts'
import type { Connection } from '../supervisor/handle.ts'
import { LazyStore, type Store } from '../supervisor/store.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import { type Candidates, candidatesOf } from './candidates.ts'
import type { Endpoint } from './endpoints.ts'
import { PoolError, type PoolErrorReason } from './error.ts'
import type { Lease } from './lease.ts'
import type { Member } from './member.ts'
import {
  type AcquireOptions,
  type PoolOptions,
  type PoolPlan,
  type PoolRunOptions,
  poolPlan,
} from './options.ts'
import { Roster } from './roster.ts'
import type { PoolEvent, PoolMember, PoolPhase, PoolPhaseChange, PoolSnapshot } from './shown.ts'
import { Waiting } from './waiting.ts'

/**
 * Keeps a service's endpoints as connections, below a nested supervisor called `id`, and hands them out, call by call.
 *
 * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
 */
export function pool(supervisor: Supervisor, id: string, options: PoolOptions): Pool {
  return new Pool(supervisor, id, poolPlan(options))
}

/** A service's live endpoints, kept as supervised connections; each call gets the best of them. Made by {@link pool}. */
export class Pool implements AsyncDisposable {
  /** That of its supervisor. */
  readonly id: string
  /**
   * The present and its changes, for user interfaces: `useSyncExternalStore(store.subscribe, store.getSnapshot)`. Single
   * calls are no change.
   */
  readonly store: Store<PoolSnapshot>
  readonly #plan: PoolPlan
  readonly #clock: Clock
  readonly #random: () => number
  readonly #parent: Supervisor
  readonly #name: string
  readonly #roster: Roster
  readonly #waiting: Waiting<Lease>
  readonly #store: LazyStore<PoolSnapshot>
  readonly #events = new Hot<PoolEvent>()
  readonly #phases = new Hot<PoolPhaseChange>()
  readonly #watching: Subscription | null = null
  #candidates: Candidates<Member> | null = null
  /** That one of them is heard at last nobody tells. */
  #hasUnheard = false
  #phase: PoolPhase = 'connecting'
  #cause: Cause | null = null
  #isStale = false
  #isPanic = false
  #isReviewing = false
  #timer: Timer | null = null

  /** @internal Made by {@link pool}. */
  constructor(parent: Supervisor, id: string, plan: PoolPlan) {
    const { clock, random } = parent.world
    this.#name = id
    // Each connection has limits of its own; that many come and go is no failure of the whole.
    const nested = parent.supervise(id, { dynamic: true, intensity: { restarts: 1_000_000 } })
    this.id = nested.id
    this.#plan = plan
    this.#clock = clock
    this.#random = random
    this.#parent = parent
    this.#waiting = new Waiting(clock)
    this.#store = new LazyStore(() => this.#snapshot)
    this.store = this.#store
    this.#roster = new Roster(nested, plan, {
      changed: () => this.#changed(),
      freed: () => this.#serve(),
      tell: (event) => this.#events.next(event),
    })
    void nested.ended.then(() => this.#end())
    const { source } = plan
    if ('changes$' in source) {
      this.#watching = source.changes$.subscribe(({ instances, isStale }) => this.#know(instances, isStale))
    } else this.#know(source, false)
  }

  /** Its supervisor's: what goes with the pool should run on the same. */
  get clock(): Clock {
    return this.#clock
  }

  /** Where it is: see {@link PoolPhase}. */
  get phase(): PoolPhase {
    return this.#phase
  }

  /** The phase now, then every change; completes when it has stopped. What a breaker is to heed: `breaker({ of: pool })`. */
  get phase$(): Observable<PoolPhaseChange> {
    return new Observable((subscriber) => {
      subscriber.next({ phase: this.#phase, cause: this.#cause })
      return this.#phases.stream$.subscribe(subscriber)
    })
  }

  /** What happens from now on; completes when it has stopped. */
  get events$(): Observable<PoolEvent> {
    return this.#events.stream$
  }

  /** Its connections as they are now. */
  get members(): readonly PoolMember[] {
    const ahead = this.#clock.wall() - this.#clock.now()
    return this.#roster.members.map((member) => ({
      id: member.id,
      connection: member.connection.id,
      endpoint: member.endpoint.endpoint,
      order: member.priority,
      phase: member.phase,
      pending: member.pending,
      calls: member.picks,
      latencyMs: member.latencyMs,
      ejectedUntil: member.isEjected ? member.outlier.until + ahead : null,
      isLeaving: member.isLeaving,
    }))
  }

  /** Callers that wait for a connection. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** A connection for one call, if there is one now; null otherwise, and while others wait. */
  take(): Lease | null {
    return this.#waiting.size === 0 ? this.#pick() : null
  }

  /**
   * A connection for one call: at once, or as soon as there is one, first come, first served. Settle it when the call is over.
   *
   * @throws PoolError when there is none in time, too many wait, or the pool has stopped; OptionError naming `withinMs`.
   */
  async acquire(options: AcquireOptions = {}): Promise<Lease> {
    checkOptions('acquire', options, ['withinMs', 'signal'])
    const { signal } = options
    const withinMs = millisOption('withinMs', options.withinMs ?? this.#plan.withinMs, 0)
    signal?.throwIfAborted()
    const lease = this.take()
    if (lease !== null) return lease
    if (this.#phase === 'stopped') throw this.#error('stopped', 'the pool has stopped')
    const late = (): PoolError =>
      this.#error('timeout', `no connection within ${withinMs} ms: ${this.#roster.describe()}`)
    if (withinMs === 0) throw late()
    if (this.#waiting.size >= this.#plan.maxWaiting) {
      throw this.#error('full', `${this.#waiting.size} wait for a connection already`)
    }
    const waiting = this.#waiting.wait({ withinMs, signal }, late)
    this.#reviewSoon()
    return waiting
  }

  /**
   * Does something over a connection, and tells the pool how that went: its latency, and whether it failed. When the
   * connection dies meanwhile, it fails at once with the cause, or is begun again over another one (`tries`).
   *
   * @throws what `work` failed by; a ConnectionError when its connection died; what {@link acquire} throws.
   */
  async run<T>(
    work: (connection: Connection, endpoint: Endpoint) => Promise<T> | T,
    options: PoolRunOptions = {},
  ): Promise<T> {
    const { tries = 1, ...acquire } = options
    for (let left = integerOption('tries', tries, 1, 100); ; left -= 1) {
      const lease = await this.acquire(acquire)
      try {
        const value = await Promise.race([lostOf(lease), doneBy(work, lease)])
        lease.settle('success')
        return value
      } catch (error) {
        const isDead = lease.lost !== null || isDeath(error)
        lease.settle(isDead ? 'nothing' : this.#plan.judge(error))
        if (!isDead || left <= 1) throw error
      } finally {
        // Whatever a judge throws.
        lease.settle('nothing')
      }
    }
  }

  /** Closes its connections, in order; callers that wait are refused. Resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#end()
    await this.#parent.remove(this.#name)
  }

  /** The same as {@link stop}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #pick(): Lease | null {
    if (this.#phase === 'stopped') return null
    const { members } = this.#best
    const { choose, maxPending } = this.#plan
    const free = Number.isFinite(maxPending) ? members.filter(({ pending }) => pending < maxPending) : members
    if (free.length === 0) return null
    return free[choose(free, this.#random)]?.lend() ?? null
  }

  /** Kept while nothing changes: a call costs no walk through all connections. */
  get #best(): Candidates<Member> {
    if (this.#candidates === null || this.#hasUnheard) {
      const { members } = this.#roster
      this.#candidates = candidatesOf(members, this.#plan)
      this.#hasUnheard = members.some(({ isUnheard }) => isUnheard)
    }
    return this.#candidates
  }

  #know(endpoints: readonly Endpoint[], isStale: boolean): void {
    this.#isStale = isStale
    this.#roster.know(endpoints)
    this.#changed()
  }

  /** At once for those who choose; whatever follows of it has time until whoever told us is through. */
  #changed(): void {
    this.#candidates = null
    this.#enter()
    this.#store.changed()
    this.#reviewSoon()
  }

  #enter(): void {
    const { phase, cause } = this.#roster.phase
    this.#cause = cause
    if (phase === this.#phase || this.#phase === 'stopped') return
    this.#phase = phase
    this.#phases.next({ phase, cause })
  }

  #serve(): void {
    if (this.#waiting.size > 0) this.#waiting.serve(() => this.#pick())
  }

  #reviewSoon(): void {
    if (this.#isReviewing) return
    this.#isReviewing = true
    queueMicrotask(() => {
      this.#isReviewing = false
      if (this.#phase !== 'stopped') this.#review()
    })
  }

  #review(): void {
    this.#candidates = null
    this.#serve()
    const againAt = this.#roster.review(this.#waiting.size > 0)
    const { isPanic } = this.#best
    if (isPanic !== this.#isPanic) {
      this.#isPanic = isPanic
      this.#events.next({ kind: isPanic ? 'panic' : 'calm' })
    }
    this.#store.changed()
    this.#timer?.cancel()
    const isAsking = this.#waiting.size > 0 && this.#hasUnheard
    const waitMs = Math.min(againAt - this.#clock.now(), isAsking ? ASKS_EVERY_MS : NEVER)
    this.#timer = Number.isFinite(waitMs) ? this.#clock.after(waitMs, () => this.#review()) : null
  }

  #end(): void {
    if (this.#phase === 'stopped') return
    this.#phase = 'stopped'
    this.#watching?.unsubscribe()
    this.#timer?.cancel()
    this.#roster.close()
    this.#waiting.rejectAll(() => this.#error('stopped', 'the pool has stopped'))
    this.#store.changed()
    this.#phases.next({ phase: 'stopped', cause: this.#cause })
    this.#phases.complete()
    this.#events.complete()
  }

  #error(reason: PoolErrorReason, what: string): PoolError {
    return new PoolError(this.id, reason, what, this.#cause)
  }

  get #snapshot(): PoolSnapshot {
    return {
      id: this.id,
      phase: this.#phase,
      isStale: this.#isStale,
      isPanic: this.#isPanic,
      waiting: this.waiting,
      endpoints: this.#roster.size,
      members: this.members,
    }
  }
}

/** Whether one whom callers wait for was heard: only where it is alive, and its first answer has yet to come. */
const ASKS_EVERY_MS = 50

async function doneBy<T>(
  work: (connection: Connection, endpoint: Endpoint) => Promise<T> | T,
  { connection, endpoint }: Lease,
): Promise<T> {
  return work(connection, endpoint)
}

function lostOf(lease: Lease): Promise<never> {
  return new Promise((_, reject) => lease.onLost(reject))
}

/** It could not be sent, or its link ended. */
function isDeath(error: unknown): boolean {
  return error instanceof ConnectionError
}
