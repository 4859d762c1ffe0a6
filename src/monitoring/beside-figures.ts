/** Figures of pools, breakers and RPC peers. */
import type { Attributes } from '@opentelemetry/api'
import { type Subscription, skip } from 'rxjs'
import type { WatchedBreaker, WatchedPool, WatchedRpc } from './beside.ts'
import type { Figures } from './figures.ts'

export class BesideFigures {
  readonly #figures: Figures
  readonly #watching = new Set<Subscription>()
  /** Read when somebody collects, while they live. */
  readonly #asked = new Set<() => void>()

  constructor(figures: Figures) {
    this.#figures = figures
  }

  ask(): void {
    for (const ask of this.#asked) ask()
  }

  close(): void {
    for (const subscription of this.#watching) subscription.unsubscribe()
    this.#asked.clear()
  }

  pool(pool: WatchedPool, attributes: Attributes): void {
    const figures = this.#figures
    const ask = (): void => {
      const { endpoints, isPanic, isStale } = pool.store.getSnapshot()
      const { members, waiting } = pool
      figures.add('poolEndpoints', endpoints, attributes)
      figures.add('poolWaiting', waiting, attributes)
      figures.add('poolPanics', Number(isPanic), attributes)
      figures.add('poolStale', Number(isStale), attributes)
      for (const { phase, pending, ejectedUntil } of members) {
        figures.add('poolConnections', 1, { 'pulsetree.phase': phase, ...attributes })
        figures.add('poolPending', pending, attributes)
        figures.add('poolEjected', ejectedUntil === null ? 0 : 1, attributes)
      }
    }
    this.#watch(ask, (complete) =>
      pool.events$.subscribe({
        next: ({ kind }) => {
          if (kind === 'ejected') figures.add('ejections', 1, attributes)
        },
        complete,
      }),
    )
  }

  breaker(breaker: WatchedBreaker, attributes: Attributes): void {
    const figures = this.#figures
    const ask = (): void => figures.add('breakers', 1, { 'pulsetree.phase': breaker.phase, ...attributes })
    // Where it is already is no opening.
    this.#watch(ask, (complete) =>
      breaker.phase$.pipe(skip(1)).subscribe({
        next: ({ phase, by }) => {
          if (phase === 'open') figures.add('openings', 1, { 'pulsetree.by': by ?? '_OTHER', ...attributes })
        },
        complete,
      }),
    )
  }

  /** What it had counted when its connection ended stays in the sums. */
  rpc(peer: WatchedRpc, attributes: Attributes): void {
    const figures = this.#figures
    let told = { called: 0, served: 0, strays: 0 }
    const ask = (): void => {
      const { called, pending, running, served, strays } = peer.counts
      figures.add('calls', called - told.called, attributes)
      figures.add('served', served - told.served, attributes)
      figures.add('strays', strays - told.strays, attributes)
      told = { called, served, strays }
      figures.add('pending', pending, attributes)
      figures.add('running', running, attributes)
    }
    this.#watch(ask, (complete) => {
      const ended = (): void => {
        ask()
        complete()
      }
      return peer.connection.phase$.subscribe({ complete: ended })
    })
  }

  #watch(ask: () => void, subscribe: (complete: () => void) => Subscription): void {
    this.#asked.add(ask)
    const subscription = subscribe(() => this.#asked.delete(ask))
    this.#watching.add(subscription)
    subscription.add(() => this.#watching.delete(subscription))
  }
}
