/** etcd as the backend of a registry: leases and watches. */
import type { Random } from '../../clock/random.ts'
import type { Backend, Session, Source } from '../backend.ts'
import type { Instance } from '../registry.ts'
import type { Keys } from './keys.ts'
import type { Ring } from './ring.ts'
import { EtcdSession } from './session.ts'
import { EtcdSource } from './source.ts'

export class EtcdBackend implements Backend {
  readonly #ring: Ring
  readonly #keys: Keys
  readonly #random: Random

  constructor(ring: Ring, keys: Keys, random: Random) {
    this.#ring = ring
    this.#keys = keys
    this.#random = random
  }

  session(instance: Instance, ttlMs: number): Session {
    const newEpoch = () => this.#random().toString(36).slice(2)
    return new EtcdSession(instance, ttlMs, this.#ring, this.#keys, newEpoch)
  }

  source(service: string, changed: () => void): Source {
    return new EtcdSource(service, changed, this.#ring, this.#keys)
  }

  async close(): Promise<void> {
    this.#ring.close()
  }
}
