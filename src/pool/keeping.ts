/** Which endpoints of a pool are kept connected: arithmetic over what is known of each. */
import type { Standing } from './candidates.ts'

/** A connection that is kept, as far as this goes. */
export interface Kept extends Standing {
  /** Its first dial is under way. */
  readonly isFresh: boolean
  readonly pending: number
  /** When it was last used, by the clock. */
  readonly usedAt: number
}

/** An endpoint that is known, and its connection where there is one. */
export interface Place<M extends Kept> {
  readonly priority: number
  readonly member: M | null
  /** Until when nobody dials it, by the clock: its connection ended for good, or was replaced by another one. */
  readonly restsUntil: number
}

export interface Limits {
  readonly min: number
  readonly max: number
  readonly idleMs: number
}

/** What is to be done, and when it is to be asked again; Infinity: when something changes. */
export interface Plan<P> {
  readonly open: readonly P[]
  readonly replace: readonly P[]
  readonly idle: readonly P[]
  readonly againAt: number
}

/**
 * @param places in the order in which they became known.
 * @param isWanting whether callers wait for whom there is no connection.
 */
export function planOf<M extends Kept, P extends Place<M>>(
  places: readonly P[],
  { min, max, idleMs }: Limits,
  isWanting: boolean,
  now: number,
): Plan<P> {
  const kept = places.filter(({ member }) => member !== null)
  const sound = kept.filter(({ member }) => member?.standing === 'good' || member?.isFresh)
  // One more at a time: whoever waits may be served by the one that is being dialled.
  const isOpening = kept.some(({ member }) => member?.isFresh)
  const wanted = Math.min(places.length, Math.max(min, isWanting && !isOpening ? sound.length + 1 : 0))
  const missing = Math.max(0, wanted - sound.length)
  const spares = inOrder(places.filter(({ member }) => member === null))
  const rested = spares.filter(({ restsUntil }) => restsUntil <= now)
  const room = Math.max(0, max - kept.length)
  // What is dead anyway, and the last in order, gives way to what may be better.
  const replaceable = inOrder(kept.filter(({ member }) => member?.standing === 'away' && !member.isFresh))
  const replace = replaceable.reverse().slice(0, Math.max(0, Math.min(missing, rested.length) - room))
  const open = rested.slice(0, Math.min(missing, room + replace.length))
  const surplus = inOrder(sound.filter(({ member }) => member?.pending === 0)).reverse()
  const isIdle = ({ member }: P): boolean => member !== null && now - member.usedAt >= idleMs
  const spareable = Math.max(0, sound.length - min)
  const idle = isWanting ? [] : surplus.filter(isIdle).slice(0, spareable)
  const resting = missing > open.length ? spares.map(({ restsUntil }) => restsUntil) : []
  // Those that are at work now may be idle later.
  const idleAt = ({ member }: P): number => (member?.usedAt ?? now) + idleMs
  const idling = spareable > idle.length ? sound.filter((one) => !idle.includes(one)).map(idleAt) : []
  const again = [...resting.filter((at) => at > now), ...idling.map((at) => (at > now ? at : now + idleMs))]
  return { open, replace, idle, againAt: Math.min(Number.POSITIVE_INFINITY, ...again) }
}

function inOrder<P extends { readonly priority: number }>(places: readonly P[]): P[] {
  return [...places].sort((one, other) => one.priority - other.priority)
}
