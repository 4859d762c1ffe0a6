/** What goes with a supervisor and is watched beside it: by its shape, since nobody has to load what they do not use. */
import type { Observable } from 'rxjs'
import type { Phase } from '../machines/events.ts'
import type { Connection } from '../supervisor/handle.ts'
import { OptionError } from '../transport/transport.ts'

/** What happens in a pool. */
export interface PoolNews {
  /** What it is, in one word. */
  readonly kind: string
}

/** A pool of `pulsetree/pool`, as far as it is watched. */
export interface WatchedPool {
  /** That of its supervisor. */
  readonly id: string
  /** What happens in it; completes when it has stopped. */
  readonly events$: Observable<PoolNews>
  /** What changes seldom. */
  readonly store: PoolStore
  /** Callers that wait. */
  readonly waiting: number
  /** Its connections. */
  readonly members: readonly {
    readonly phase: Phase
    readonly pending: number
    readonly ejectedUntil: number | null
  }[]
}

/** Where that is read. */
export interface PoolStore {
  /** The present. */
  getSnapshot(): PoolFigures
}

/** What of a pool is no matter of single calls. */
export interface PoolFigures {
  /** Whether those that are left out are used after all. */
  readonly isPanic: boolean
  /** Whether nobody can say just now which endpoints there are. */
  readonly isStale: boolean
  /** Endpoints that are known. */
  readonly endpoints: number
}

/** A phase of a breaker. */
export interface BreakerNews {
  /** What it is called. */
  readonly id: string
  /** Where it is in its life. */
  readonly phase: string
  /** The phase before; null at the start. */
  readonly from: string | null
  /** What opened it last; null before. */
  readonly by: string | null
  /** What a call failed by, or the cause of the connection's end. */
  readonly cause: unknown
}

/** A breaker of `pulsetree/breaker`, as far as it is watched. */
export interface WatchedBreaker {
  /** What it is called. */
  readonly id: string
  /** Where it is in its life. */
  readonly phase: string
  /** The phase now, then every change; completes when it has stopped. */
  readonly phase$: Observable<BreakerNews>
  /** When its open time is over; null unless it is open. */
  readonly retryAt: number | null
}

/** A peer of `pulsetree/rpc`, as far as it is watched. */
export interface WatchedRpc {
  /** What carries the calls. */
  readonly connection: Connection
  /** What went over it so far. */
  readonly counts: {
    readonly called: number
    readonly pending: number
    readonly served: number
    readonly running: number
    readonly strays: number
  }
}

/** Which of them it is. */
export interface Watchers<Result> {
  pool(pool: WatchedPool): Result
  breaker(breaker: WatchedBreaker): Result
  rpc(peer: WatchedRpc): Result
}

/** @throws OptionError when it is none of those that these watchers know. */
export function tellApart<Result>(
  what: WatchedPool | WatchedBreaker | WatchedRpc,
  watchers: Partial<Watchers<Result>>,
): Result {
  if (typeof what !== 'object' || what === null) throw new OptionError('what', 'expected an object')
  if ('events$' in what && watchers.pool !== undefined) return watchers.pool(what)
  if ('retryAt' in what && 'phase$' in what && watchers.breaker !== undefined && !('accepted' in what))
    return watchers.breaker(what)
  if ('connection' in what && watchers.rpc !== undefined) return watchers.rpc(what)
  throw new OptionError('what', `expected ${Object.keys(watchers).join(', ')}`)
}
