/** A task under supervision, as its user holds it. */
import type { Observable } from 'rxjs'
import { Hot } from '../machines/hot.ts'
import type { Plan } from '../machines/options.ts'
import type { Keeper } from '../supervisor/keeper.ts'
import { ConnectionError } from '../transport/transport.ts'
import type { Runs } from './runner.ts'
import { Running } from './running.ts'

/** One beat of a task. */
export interface Beat<Value> {
  /** When, in ms since the epoch. */
  readonly at: number
  /** Of which run, counted from 1. */
  readonly generation: number
  /** What it was given; undefined for a beat that only says that it lives. */
  readonly value: Value | undefined
}

/** What becomes of the result. */
interface Wanted<Result> {
  readonly promise: Promise<Result>
  resolve(result: Result): void
  reject(error: Error): void
}

/** A task under supervision, as its user holds it: it outlives runs. */
export class TaskHandle<Result, Value = unknown> extends Running {
  #left = 0
  /** What the latest run returned. */
  #returned: { readonly result: Result } | null = null
  #wanted: Wanted<Result> | null = null
  readonly #beats = new Hot<Beat<Value>>()
  readonly #patienceMs: number

  /** @internal Made by `run`. */
  constructor(id: string, plan: Plan, runs: Runs, keeper: Keeper) {
    super(id, plan, runs, keeper)
    this.#patienceMs = plan.closeTimeoutMs
  }

  /**
   * Its beats, as they come. Completes when the task has ended for good: `finished` says whether by doing its work. Hot: a
   * beat that nobody is subscribed to is gone.
   */
  get beats$(): Observable<Beat<Value>> {
    return this.#beats.stream$
  }

  /**
   * What the task returned, once it has ended for good; a task that was asked to stop may still return something. Rejects
   * with a {@link ConnectionError} when it ended otherwise; its `cause` has, as `error`, what was thrown.
   */
  get result(): Promise<Result> {
    this.#wanted ??= this.#want()
    return this.#wanted.promise
  }

  /** How many of its runs heeded no signal, and still go on; nothing they do is heard. */
  get left(): number {
    return this.#left
  }

  // — what its runs tell —

  override get clock(): Keeper['world']['clock'] {
    return this.keeper.world.clock
  }

  /** @internal How long a run has to heed its signal, in ms. */
  get patienceMs(): number {
    return this.#patienceMs
  }

  /** @internal */
  beaten(generation: number, value: Value | undefined): void {
    if (this.#beats.observed) this.#beats.next({ at: this.clock.wall(), generation, value })
  }

  /** @internal */
  returned(result: Result): void {
    this.#returned = { result }
  }

  /** @internal A run goes on unheard; or, after that, has ended after all. */
  leaves(generation: number, goesOn: boolean): void {
    this.#left += goesOn ? 1 : -1
    if (goesOn) this.keeper.feed.emit({ ...this.about(), kind: 'left', generation })
  }

  /** @internal */
  override begin(): void {
    this.#returned = null
    super.begin()
  }

  /** @internal */
  override finish(): void {
    super.finish()
    this.#beats.complete()
    if (this.#wanted !== null) this.#settle(this.#wanted)
  }

  #want(): Wanted<Result> {
    let resolve: Wanted<Result>['resolve'] = () => {}
    let reject: Wanted<Result>['reject'] = () => {}
    const promise = new Promise<Result>((yes, no) => {
      resolve = yes
      reject = no
    })
    const wanted = { promise, resolve, reject }
    if (this.final) this.#settle(wanted)
    return wanted
  }

  #settle({ resolve, reject }: Wanted<Result>): void {
    if (this.#returned !== null && this.phase === 'stopped') resolve(this.#returned.result)
    else reject(new ConnectionError(`${this.id} ended without a result`, this.cause))
  }
}
