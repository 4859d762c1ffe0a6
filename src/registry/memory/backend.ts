/** A server in memory as the backend of its clients. */
import type { Backend, Reading, Session, Source } from '../backend.ts'
import type { Instance } from '../registry.ts'
import type { MemoryServer } from './server.ts'

export class MemoryBackend implements Backend {
  readonly #server: MemoryServer

  constructor(server: MemoryServer) {
    this.#server = server
  }

  session(instance: Instance, ttlMs: number): Session {
    const server = this.#server
    const session: Session = {
      open: () =>
        server.ask(() => {
          server.put(session, instance, ttlMs)
          return ttlMs
        }),
      renew: () => server.ask(() => server.renew(session, instance)),
      end: () => server.ask(() => server.revoke(session, instance)),
      drop() {},
    }
    return session
  }

  source(service: string, changed: () => void): Source {
    const server = this.#server
    return {
      read: (): Promise<Reading> =>
        server.ask(() => {
          // Each time, since a server that was killed has forgotten who watches.
          server.tell(service, changed)
          return server.list(service)
        }),
      close: () => server.forget(service, changed),
    }
  }

  async close(): Promise<void> {}
}
