/** A promise that is not waited for for ever. */
import type { Clock } from '../clock/clock.ts'

/** What `promise` comes to; rejects when it has not within `limitMs`. */
export function limited<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => reject(new Error(`no answer within ${Math.round(limitMs)} ms`)))
    promise.then(resolve, reject).finally(() => timer.cancel())
  })
}
