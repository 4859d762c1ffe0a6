/** ZooKeeper as the backend of a registry: ephemeral nodes, a session for each, and one session for all that is watched. */
import type { Backend, Session, Source } from '../backend.ts'
import type { Instance } from '../registry.ts'
import { Handle } from './handle.ts'
import { type Making, ZooKeeperSession } from './session.ts'
import { ZooKeeperSource } from './source.ts'

/** Of the session that watches, in ms: nothing of ours is lost with it. */
const WATCH_SESSION_MS = 4_000
/** How long a server may take to hang up when we leave, in ms. */
const PATIENCE_MS = 500

export class ZooKeeperBackend implements Backend {
  readonly #making: Making
  #watching: Handle | null = null

  constructor(making: Making) {
    this.#making = making
  }

  session(instance: Instance, ttlMs: number, gone: (detail: string) => void): Session {
    return new ZooKeeperSession(instance, ttlMs, gone, this.#making)
  }

  source(service: string, changed: () => void): Source {
    return new ZooKeeperSource(service, changed, () => this.#handled(), this.#making.paths)
  }

  async close(): Promise<void> {
    await this.#watching?.close(PATIENCE_MS)
  }

  /** The present one; a new one only when its session is over. */
  #handled(): Handle {
    if (this.#watching?.isOver === false) return this.#watching
    this.#watching?.drop()
    const { place, clock } = this.#making
    this.#watching = new Handle(place, WATCH_SESSION_MS, clock, () => {})
    return this.#watching
  }
}
