/** Callers that wait for a connection: the first one that came is the first one served. */
import type { Clock } from '../clock/clock.ts'

/** How long one waits. */
export interface Patience {
  readonly withinMs: number
  readonly signal: AbortSignal | undefined
}

interface Waiter<T> {
  resolve(value: T): void
  reject(error: unknown): void
}

export class Waiting<T> {
  readonly #clock: Clock
  readonly #waiters = new Set<Waiter<T>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#waiters.size
  }

  /** @param late what it is rejected with when the time is up. */
  wait({ withinMs, signal }: Patience, late: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (tell: () => void): void => {
        timer.cancel()
        signal?.removeEventListener('abort', abort)
        this.#waiters.delete(waiter)
        tell()
      }
      const waiter: Waiter<T> = {
        resolve: (value) => end(() => resolve(value)),
        reject: (error) => end(() => reject(error)),
      }
      const abort = (): void => waiter.reject(signal?.reason)
      const timer = this.#clock.after(withinMs, () => waiter.reject(late()))
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiters.add(waiter)
    })
  }

  /** Serves those that wait, as long as there is something for them. */
  serve(next: () => T | null): void {
    for (const waiter of this.#waiters) {
      const value = next()
      if (value === null) return
      waiter.resolve(value)
    }
  }

  rejectAll(error: () => Error): void {
    for (const waiter of this.#waiters) waiter.reject(error())
  }
}
