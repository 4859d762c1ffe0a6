/** Whether those that are there really are: before a newer link of the same identity is refused, they have to prove it. */
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Connection } from '../handle.ts'

/** How often it is looked for an answer, in ms. Nothing tells of it, since a frame costs nothing; and few are waited for. */
const LOOK_MS = 50

/** The sums behind two clocks differ by less. */
const ROUNDING_MS = 1

/** Whom it is about. */
export interface Challenged {
  /** Those that are there, now. */
  readonly links: readonly Connection[]
}

/**
 * Asks all of them for a sign of life. Resolves with true once each has given one, or cannot be asked and is not suspect;
 * with false as soon as there are fewer than `least`, or nobody wants to know any more. Whoever stays silent becomes
 * suspect and dies by its own heartbeat, so this ends when that does, or the newcomer's own deadline passes.
 *
 * A stall of ours may make an old sign of life look new: then the newcomer is refused, and comes again.
 *
 * @param asks whether a link sends beats, so that it can be asked.
 */
export function challenge(
  whom: Challenged,
  least: number,
  asks: (link: Connection) => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const began = clock.now()
  for (const link of whom.links) link.probe()
  const isThere = (link: Connection): boolean => {
    if (link.phase === 'suspect') return false
    return !asks(link) || (link.silentMs !== null && link.silentMs < clock.now() - began - ROUNDING_MS)
  }
  return new Promise((resolve) => {
    let timer: Timer | null = null
    const look = (): void => {
      if (signal.aborted || whom.links.length < least) resolve(false)
      else if (whom.links.every(isThere)) resolve(true)
      else timer = clock.after(LOOK_MS, look)
    }
    // At once: a tree that has stopped has no timer left.
    signal.addEventListener('abort', () => {
      timer?.cancel()
      resolve(false)
    })
    look()
  })
}
