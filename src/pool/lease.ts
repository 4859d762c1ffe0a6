/** A connection lent for one call. */
import type { Connection } from '../supervisor/handle.ts'
import type { ConnectionError } from '../transport/transport.ts'
import type { Endpoint } from './endpoints.ts'
import type { PoolVerdict } from './options.ts'

/** Who lends it. */
export interface Lender {
  readonly connection: Connection
  readonly endpoint: Endpoint
  /** Given back; `null` where it was lost before. */
  settled(lease: Lease, verdict: PoolVerdict): void
}

/** A connection lent for one call, until somebody says what came of that. */
export class Lease implements Disposable {
  /** @internal When it was lent, by the clock. */
  readonly since: number
  readonly #lender: Lender
  #lost: ConnectionError | null = null
  #isSettled = false
  #waiting: ((error: ConnectionError) => void)[] | null = null

  /** @internal Lent by a pool: see `acquire` and `take` there. */
  constructor(lender: Lender, since: number) {
    this.#lender = lender
    this.since = since
  }

  /** What the call is to be made over. */
  get connection(): Connection {
    return this.#lender.connection
  }

  /** Where that leads. */
  get endpoint(): Endpoint {
    return this.#lender.endpoint
  }

  /** Why the call cannot be answered any more: its connection has died. Null while it lives. */
  get lost(): ConnectionError | null {
    return this.#lost
  }

  /** Calls `listener` when the connection dies, at once if it has; not after {@link settle}. */
  onLost(listener: (error: ConnectionError) => void): void {
    if (this.#lost !== null) return listener(this.#lost)
    this.#waiting ??= []
    this.#waiting.push(listener)
  }

  /**
   * Gives it back, and says what came of the call; only the first word counts. `failure` tells against the endpoint, unless
   * its connection is suspect or dead, which is for heartbeats to judge; `nothing` says nothing of it.
   */
  settle(verdict: PoolVerdict): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#waiting = null
    this.#lender.settled(this, verdict)
  }

  /** As {@link settle} with `nothing`, for `using`. */
  [Symbol.dispose](): void {
    this.settle('nothing')
  }

  /** @internal */
  lose(error: ConnectionError): void {
    this.#lost = error
    for (const listener of this.#waiting?.splice(0) ?? []) listener(error)
  }
}
