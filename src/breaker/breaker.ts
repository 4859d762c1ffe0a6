/** A circuit breaker: passes calls while they succeed, none while they would fail, and a few to find out which it is. */
import { Observable, type Subscription } from 'rxjs'
import { type Actor, createActor } from 'xstate'
import { actorClockOf } from '../clock/scheduler.ts'
import type { Phase } from '../machines/events.ts'
import { Hot } from '../machines/hot.ts'
import { LazyStore, type Store } from '../supervisor/store.ts'
import type { Cause } from '../transport/transport.ts'
import type { Answer, CallOptions, Pass } from './call.ts'
import { type BreakerEvent, type BreakerPhase, type BreakerPort, breakerChart } from './chart.ts'
import { BreakerError } from './error.ts'
import { OpenTimes } from './open-times.ts'
import { type BreakerOptions, type BreakerPlan, breakerPlan, type Verdict } from './options.ts'
import { Probes } from './probes.ts'
import { Results } from './results.ts'
import type { BreakerChange, BreakerCounts, BreakerSnapshot, OpenedBy } from './shown.ts'

/**
 * Makes a circuit breaker: closed, but open where what it heeds is dead already. When that has ended for good the breaker
 * stops; without it, `stop()` does, and an open one keeps a process of Node's alive until then, or until its time is over.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function breaker(options: BreakerOptions = {}): Breaker {
  return new Breaker(breakerPlan(options))
}

/** Passes calls while they succeed, none while they would fail, and a few to find out which it is. See {@link breaker}. */
export class Breaker implements Disposable {
  /** What it is called. */
  readonly id: string
  /** The present and its changes, for user interfaces: `useSyncExternalStore(store.subscribe, store.getSnapshot)`. */
  readonly store: Store<BreakerSnapshot>
  readonly #plan: BreakerPlan
  readonly #results: Results
  readonly #openTimes: OpenTimes
  readonly #changes = new Hot<BreakerChange>()
  readonly #store: LazyStore<BreakerSnapshot>
  readonly #actor: Actor<typeof breakerChart>
  readonly #watching: Subscription | undefined
  #phase: BreakerPhase = 'closed'
  #from: BreakerPhase | null = null
  #since: number
  #isLost = false
  #by: OpenedBy | null = null
  #cause: unknown = null
  #probes: Probes | null = null
  readonly #counts = { passed: 0, refused: 0, failed: 0, opened: 0 }
  /** Counts phases: what comes of a call means something in the one it began in alone. */
  #time = 0

  /** @internal Made by {@link breaker}. */
  constructor(plan: BreakerPlan) {
    const { backoff, clock, id, inspect, of, random, threshold } = plan
    this.id = id
    this.#plan = plan
    this.#results = new Results(threshold)
    this.#openTimes = new OpenTimes(backoff, clock, random)
    this.#since = clock.wall()
    this.#store = new LazyStore(() => this.#snapshot)
    this.store = this.#store
    this.#actor = createActor(breakerChart, {
      id,
      input: { port: this.#port() },
      clock: actorClockOf(clock),
      ...(inspect !== undefined && { inspect }),
    })
    this.#actor.start()
    this.#watching = of?.phase$.subscribe({
      next: ({ phase, cause }) => this.#peerIs(phase, cause),
      complete: () => this.stop(),
    })
    // It may have ended before.
    if (this.#isStopped) this.#watching?.unsubscribe()
  }

  /** Where it is in its life. */
  get phase(): BreakerPhase {
    return this.#phase
  }

  /** The phase now, then every change; completes when it has stopped. */
  get phase$(): Observable<BreakerChange> {
    return new Observable((subscriber) => {
      subscriber.next(this.#change)
      return this.#changes.stream$.subscribe(subscriber)
    })
  }

  /** When its open time is over, in ms since the epoch; null unless it is open. Where the peer is dead that may have passed. */
  get retryAt(): number | null {
    return this.#openTimes.until
  }

  /** How many calls it has passed and refused so far, and what came of them. Single calls are no change of `store`. */
  get counts(): BreakerCounts {
    return { ...this.#counts }
  }

  /**
   * Makes a call, unless the breaker does not pass it; gives its answer, or what the fallback has instead.
   *
   * @throws where the fallback has nothing: what the call failed by, or a BreakerError when it was not made.
   */
  async call<T>(work: () => Promise<T> | T, options: CallOptions<T> = {}): Promise<T> {
    const { value } = await this.answer(work, options)
    return value
  }

  /**
   * The same as {@link call}, for whoever has to know where an answer comes from, and how old it is.
   *
   * @throws as {@link call} does.
   */
  async answer<T>(work: () => Promise<T> | T, options: CallOptions<T> = {}): Promise<Answer<T>> {
    const { fallback, key = '' } = options
    const made = await this.#make(work)
    if ('value' in made) {
      fallback?.saw?.(key, made.value)
      return { value: made.value, from: 'call', ageMs: null }
    }
    // An error that says nothing about the peer, or that it works, is the caller's own matter.
    const instead = made.degrades ? fallback?.instead(key, made.error) : null
    if (instead === null || instead === undefined) throw made.error
    return instead
  }

  /**
   * Leave to make one call of any form; {@link call} does the rest for promises.
   *
   * @throws BreakerError when it does not pass it.
   */
  admit(): Pass {
    switch (this.#phase) {
      case 'closed':
        return this.#ordinary(this.#time)
      case 'half-open':
        if (this.#probes?.isFree) return this.#probe(this.#probes)
        throw this.#refusal('is half-open, and its probes are under way')
      case 'open':
        throw this.#refusal('is open')
      case 'stopped':
        throw this.#refusal('has stopped')
    }
  }

  /** Passes nothing any more, and heeds nobody; no timer and no subscription is left. */
  stop(): void {
    this.#tell({ type: 'stop' })
  }

  /** The same as {@link stop}, for `using`. */
  [Symbol.dispose](): void {
    this.stop()
  }

  async #make<T>(work: () => Promise<T> | T): Promise<Made<T>> {
    let pass: Pass
    try {
      pass = this.admit()
    } catch (error) {
      return { error, degrades: true }
    }
    try {
      const value = await work()
      pass.settle('success')
      return { value }
    } catch (error) {
      return { error, degrades: this.#judge(error, pass) === 'failure' }
    }
  }

  #judge(error: unknown, pass: Pass): Verdict {
    let verdict: Verdict = 'failure'
    try {
      verdict = this.#plan.judge(error)
      return verdict
    } finally {
      // Of a judge that throws the caller hears; a probe comes to its end all the same.
      pass.settle(verdict, error)
    }
  }

  #ordinary(time: number): Pass {
    let isSettled = false
    this.#counts.passed += 1
    return {
      isProbe: false,
      settle: (verdict, error = null) => {
        if (isSettled) return
        isSettled = true
        if (verdict === 'failure') this.#counts.failed += 1
        if (time !== this.#time || verdict === 'nothing') return
        const by = this.#results.note(verdict === 'failure', this.#plan.clock.now())
        if (by !== null) this.#opens('failures.exceeded', by, error)
      },
    }
  }

  #probe(probes: Probes): Pass {
    this.#counts.passed += 1
    const pass: Pass = {
      isProbe: true,
      settle: (verdict, error = null) => probes.settle(pass, verdict, error),
    }
    probes.begin(pass)
    return pass
  }

  #peerIs(phase: Phase, cause: Cause | null): void {
    if (LOST.has(phase) && !this.#isLost) {
      this.#isLost = true
      this.#opens('peer.lost', 'peer', cause)
    } else if (phase === 'alive' && this.#isLost) {
      this.#isLost = false
      this.#tell({ type: 'peer.alive' })
    }
  }

  #opens(type: BreakerEvent['type'], by: OpenedBy, cause: unknown): void {
    if (this.#phase !== 'open') {
      this.#by = by
      this.#cause = cause
    }
    this.#tell({ type })
  }

  #tell(event: BreakerEvent): void {
    // XState warns of whatever comes after the end.
    if (!this.#isStopped) this.#actor.send(event)
  }

  /** What the chart acts on. */
  #port(): BreakerPort {
    const mayProbe = (): boolean => !this.#isLost
    return {
      get mayProbe() {
        return mayProbe()
      },
      entered: (phase) => this.#entered(phase),
      wait: () => this.#openTimes.begin(this.#phase === 'closed', () => this.#tell({ type: 'wait.over' })),
      cancelWait: () => this.#openTimes.cancel(),
    }
  }

  #entered(phase: BreakerPhase): void {
    const { clock, probes, probeTimeoutMs } = this.#plan
    this.#from = this.#time === 0 ? null : this.#phase
    this.#phase = phase
    this.#since = clock.wall()
    this.#time += 1
    this.#probes?.close()
    this.#probes = phase === 'half-open' ? new Probes(probes, probeTimeoutMs, clock, this.#probing) : null
    if (phase === 'open') this.#counts.opened += 1
    if (phase === 'closed') {
      this.#openTimes.closed()
      this.#results.clear()
    }
    if (phase === 'stopped') this.#watching?.unsubscribe()
    this.#store.changed()
    this.#changes.next(this.#change)
    if (phase === 'stopped') this.#changes.complete()
  }

  readonly #probing = {
    succeeded: (): void => this.#tell({ type: 'probes.succeeded' }),
    failed: (by: OpenedBy, error: unknown): void => {
      this.#counts.failed += 1
      this.#opens('probe.failed', by, error)
    },
  }

  #refusal(what: string): BreakerError {
    this.#counts.refused += 1
    return new BreakerError(this.id, what, this.retryAt, this.#cause)
  }

  get #isStopped(): boolean {
    return this.#phase === 'stopped'
  }

  get #snapshot(): BreakerSnapshot {
    return {
      id: this.id,
      phase: this.#phase,
      since: this.#since,
      by: this.#by,
      retryAt: this.retryAt,
      openings: this.#openTimes.openings,
    }
  }

  get #change(): BreakerChange {
    return { ...this.#snapshot, from: this.#from, cause: this.#cause }
  }
}

/** Suspicion is none of it, nor is the first dial. */
const LOST: ReadonlySet<Phase> = new Set<Phase>(['dead', 'backoff', 'stopped', 'failed'])

type Made<T> = { readonly value: T } | { readonly error: unknown; readonly degrades: boolean }
