/** The members of an etcd, one client each: whoever answered last is asked next, and after a failure another one. */
import { Etcd3, type IOptions } from 'etcd3'
import type { Clock } from '../../clock/clock.ts'
import { Refused } from '../backend.ts'
import { straight } from './straight.ts'

/** What one call is told: by when it has to be over, as gRPC has it. */
export interface Limit {
  readonly deadline: number
}

/** A member that is gone without a word is found out by pings, in ms; servers do not take them more often than every 5 s. */
const PING = { 'grpc.keepalive_time_ms': 10_000, 'grpc.keepalive_timeout_ms': 5_000 }
/** Redialled soon: it is known here how long one may wait. */
const REDIAL = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // Or the waits of other clients of this process would be ours.
  'grpc.use_local_subchannel_pool': 1,
}

export class Ring {
  readonly #members: readonly Etcd3[]
  readonly #clock: Clock
  #at = 0

  constructor(endpoints: readonly string[], options: Pick<IOptions, 'auth' | 'credentials'>, clock: Clock) {
    this.#clock = clock
    this.#members = endpoints.map(
      (hosts) =>
        new Etcd3({ ...options, hosts, faultHandling: straight(), grpcOptions: { ...PING, ...REDIAL } }),
    )
  }

  /** Who would be asked now. */
  get member(): Etcd3 | null {
    return this.#members[this.#at] ?? null
  }

  /** Asks one after the other until one answers, all within `limitMs`; rejects with what the last one failed by. */
  async ask<T>(limitMs: number, what: (member: Etcd3, limit: Limit) => Promise<T>): Promise<T> {
    const deadline = this.#clock.wall() + limitMs
    let failure: unknown = new Error('no endpoints')
    for (let tried = 0; tried < this.#members.length; tried += 1) {
      const { member } = this
      if (member === null || this.#clock.wall() >= deadline) break
      try {
        return await what(member, { deadline })
      } catch (error) {
        if (error instanceof Refused) throw error
        failure = error
        this.#at = (this.#at + 1) % this.#members.length
      }
    }
    throw failure
  }

  close(): void {
    for (const member of this.#members) member.close()
  }
}
