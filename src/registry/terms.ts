/** When a lease is renewed, and from when on it is no longer ours: arithmetic over what the server granted. */
import type { Clock } from '../clock/clock.ts'

/** The times of one lease, in ms from the moment its latest confirmed request was sent. */
export interface Terms {
  /** When it is renewed. */
  readonly renewMs: number
  /** How far apart tries are from there on; also how long one may take. */
  readonly tryMs: number
  /** From here on it is not ours any more, whatever the server thinks. */
  readonly safeMs: number
}

/**
 * Renewed after a third, which leaves room for three tries before three quarters are over. The last quarter is for what we
 * cannot know: how long the request was on its way, and by how much the server's clock is ahead of ours.
 */
export function termsOf(grantedMs: number): Terms {
  return { renewMs: grantedMs / 3, tryMs: grantedMs / 6, safeMs: (grantedMs * 3) / 4 }
}

/** By when a server that heard of a lease at the latest has let it lapse: etcd takes up to half a second more than it says. */
export function lapsedMs(grantedMs: number): number {
  return grantedMs * 1.25 + 500
}

/** A moment, by both clocks. */
export interface Moment {
  readonly now: number
  readonly wall: number
}

export function momentOf(clock: Clock): Moment {
  return { now: clock.now(), wall: clock.wall() }
}

/**
 * How long it is until `ms` after `since`, in ms; not above 0 when that is over. By the clock that is farther on: the monotonic
 * one may stand still while a machine sleeps, and the server's does not.
 */
export function leftMs(clock: Clock, since: Moment, ms: number): number {
  return ms - Math.max(clock.now() - since.now, clock.wall() - since.wall)
}
