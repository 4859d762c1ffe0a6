/** A backend at the far end of a cable: what is asked or told while it is cut gets nowhere, and nobody is told so. */
import type { Backend, Reading, Session, Source } from '../../../src/registry/backend.ts'
import type { Instance } from '../../../src/registry/index.ts'

export class FarServer implements Backend {
  readonly #near: Backend
  #isCut = false

  constructor(near: Backend) {
    this.#near = near
  }

  cut(): void {
    this.#isCut = true
  }

  mend(): void {
    this.#isCut = false
  }

  session(instance: Instance, ttlMs: number, gone: (detail: string) => void): Session {
    const session = this.#near.session(instance, ttlMs, gone)
    return {
      open: (limitMs) => this.#carry(() => session.open(limitMs)),
      renew: (limitMs) => this.#carry(() => session.renew(limitMs)),
      end: (limitMs) => this.#carry(() => session.end(limitMs)),
      drop: () => session.drop(),
    }
  }

  source(service: string, changed: () => void): Source {
    const source = this.#near.source(service, () => {
      if (!this.#isCut) changed()
    })
    return {
      read: (limitMs): Promise<Reading> => this.#carry(() => source.read(limitMs)),
      close: () => source.close(),
    }
  }

  close(): Promise<void> {
    return this.#near.close()
  }

  /** Answers get lost as questions do. */
  async #carry<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isCut) return new Promise(() => {})
    const answer = await ask()
    return this.#isCut ? new Promise(() => {}) : answer
  }
}
