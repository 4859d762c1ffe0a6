/** A lease of etcd's, and the key that stands on it. */
import { type Etcd3, EtcdLeaseInvalidError } from 'etcd3'
import { Refused, type Session } from '../backend.ts'
import { recordOf } from '../instance.ts'
import type { Instance } from '../registry.ts'
import { keepAlive } from './keep-alive.ts'
import type { Keys } from './keys.ts'
import type { Limit, Ring } from './ring.ts'

interface Lease {
  readonly id: string
  readonly ttlMs: number
}

export class EtcdSession implements Session {
  readonly #ring: Ring
  readonly #key: string
  readonly #epochKey: string
  readonly #newEpoch: () => string
  readonly #record: string
  /** etcd counts in whole seconds. */
  readonly #ttlSeconds: number
  #lease: Lease | null = null
  #isEnding = false
  #opening: Promise<unknown> = Promise.resolve()

  /** @param newEpoch a name for the memory of an etcd that has none yet. */
  constructor(instance: Instance, ttlMs: number, ring: Ring, keys: Keys, newEpoch: () => string) {
    this.#ring = ring
    this.#key = keys.instance(instance)
    this.#epochKey = keys.epoch
    this.#newEpoch = newEpoch
    this.#record = recordOf(instance)
    this.#ttlSeconds = Math.ceil(ttlMs / 1_000)
  }

  open(limitMs: number): Promise<number> {
    const opened = this.#ring.ask(limitMs, (etcd, limit) => this.#open(etcd, limit))
    this.#opening = opened.catch(() => {})
    return opened
  }

  async renew(limitMs: number): Promise<void> {
    await this.#ring.ask(limitMs, async (etcd, limit) => {
      const { id } = this.#mine()
      if (!(await keepAlive(etcd, id, limit))) throw new Refused('gone', 'etcd does not know the lease')
      const holder = await holderOf(etcd, this.#key, limit)
      if (holder !== id)
        throw new Refused('gone', `its key ${holder === null ? 'was deleted' : 'is another’s'}`)
    })
  }

  async end(limitMs: number): Promise<void> {
    this.#isEnding = true
    // What is being asked for may yet be given.
    await this.#opening
    await this.#ring.ask(limitMs, async (etcd, limit) => {
      if (this.#lease === null) return
      await etcd.leaseClient.leaseRevoke({ ID: this.#lease.id }, limit).catch(unlessUnknown)
      this.#lease = null
    })
  }

  drop(): void {
    this.#isEnding = true
  }

  async #open(etcd: Etcd3, limit: Limit): Promise<number> {
    const lease = await this.#leased(etcd, limit)
    await etcd
      .if(this.#epochKey, 'Create', '==', 0)
      .then(etcd.put(this.#epochKey).value(this.#newEpoch()))
      .options(limit)
      .commit()
    if (this.#isEnding) throw new Error('it is being withdrawn')
    const { succeeded } = await etcd
      .if(this.#key, 'Create', '==', 0)
      .then(etcd.put(this.#key).value(this.#record).lease(lease.id))
      .options(limit)
      .commit()
    // Of an earlier try, perhaps, whose answer never came.
    if (!succeeded && (await holderOf(etcd, this.#key, limit)) !== lease.id) {
      throw new Refused('taken', `another session has the key ${this.#key}`)
    }
    return lease.ttlMs
  }

  /** The lease of an earlier try, whose time counts from now on, or a new one. */
  async #leased(etcd: Etcd3, limit: Limit): Promise<Lease> {
    if (this.#lease !== null && (await keepAlive(etcd, this.#lease.id, limit))) return this.#lease
    this.#lease = null
    const { ID: id, TTL } = await etcd.leaseClient.leaseGrant({ TTL: this.#ttlSeconds }, limit)
    this.#lease = { id, ttlMs: Number(TTL) * 1_000 }
    return this.#lease
  }

  #mine(): Lease {
    if (this.#lease === null) throw new Refused('gone', 'it has no lease')
    return this.#lease
  }
}

/** The lease that a key stands on; null where there is no such key. */
async function holderOf(etcd: Etcd3, key: string, limit: Limit): Promise<string | null> {
  const { kvs } = await etcd.get(key).options(limit).exec()
  return kvs[0]?.lease ?? null
}

function unlessUnknown(error: unknown): void {
  if (!(error instanceof EtcdLeaseInvalidError)) throw error
}
