/** Waiting for real events: whatever happens wakes whoever waits, and a deadline says what never came. */
import { EventEmitter } from 'node:events'

/** Long enough for a loaded machine; nothing is measured by it. */
const PATIENCE_MS = 15_000

const events = new EventEmitter().setMaxListeners(0)

/** Everything that a test may wait for calls this: lines of other programs, events of the feed, frames. */
export function happened(): void {
  events.emit('happened')
}

/** What `look` finds, as soon as it finds anything but null, undefined or false. */
export function until<T>(
  what: string | (() => string),
  look: () => T | null | undefined | false,
  withinMs: number = PATIENCE_MS,
): Promise<T> {
  // Made here, so that its stack says who waited.
  const never = new Error()
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      events.off('happened', again)
      act()
    }
    const again = (): void => {
      try {
        const found = look()
        if (found !== null && found !== undefined && found !== false) settle(() => resolve(found))
      } catch (error) {
        settle(() => reject(error))
      }
    }
    const timer = setTimeout(() => {
      never.message = `it never came to this within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`
      settle(() => reject(never))
    }, withinMs)
    events.on('happened', again)
    again()
  })
}

/** Lets a fault last: the one thing here that is measured by time and by no event. */
export function lasting(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
