/** What comes of one run: also of what throws where nobody awaits it, in a subscriber. */
import { config } from 'rxjs'
import { systemClock } from '../../clock/clock.ts'

/** What went wrong; null when nothing did. */
export type Outcome = { readonly error: unknown } | null

/**
 * Runs it. RxJS passes on what a subscriber throws in a timer of its own, where it would end the process, and nobody would
 * learn of the seed: during the run that counts as thrown by it. One run at a time: the hook is the same for all of RxJS.
 */
export async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  const before = config.onUnhandledError
  let first: Outcome = null
  config.onUnhandledError = (error) => {
    first ??= { error }
  }
  try {
    const last = await settled(run)
    await lateTimers()
    return first ?? last
  } finally {
    config.onUnhandledError = before
  }
}

async function settled(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    await run()
    return null
  } catch (error) {
    return { error }
  }
}

/** Timers that are due at once come in the order in which they were set: those of RxJS have been by then. */
function lateTimers(): Promise<void> {
  return new Promise((resolve) => systemClock.after(1, resolve))
}
