/**
 * The clock of time in which this process ran and could have heard a peer.
 *
 * Timers that expired while the process did not run fire before the replies that wait in the sockets are read; a
 * deadline measured by the wall would then convict a healthy peer. So each look at the clock may add at most `capMs`
 * of attention: a longer gap means that we did not run, and is not charged to anybody.
 *
 * The clock that never goes back stands still while the machine sleeps, where it is Linux's; the one on the wall does
 * not. So the two are compared, and a wall clock that ran ahead means that we slept as well, or that it was set: which of
 * the two is not known, and neither is charged to anybody.
 *
 * Where timers themselves come late though we run (`Clock.slackMs`: a hidden page), a gap within that slack counts in
 * full, since what arrived meanwhile was heard. But what we asked of peers left as much later: so they are judged later
 * by that slack, and for a while after it was over.
 */
import { LONG_AGO } from './never.ts'

/** Clocks are set by less than this without anybody sleeping, and nobody sleeps for less. */
const SHORTEST_SLEEP_MS = 1_000
/** Nothing that a program does takes this long: not to have run for so long is a sleep, whatever the clocks say. */
const LONGEST_WORK_MS = 30_000

export class Attention {
  /** Attention gathered so far, in ms, as of the last tick. */
  value = 0
  /** The attention at which the latest stall was noticed; LONG_AGO when there was none. */
  stalledAt = LONG_AGO
  /** The same of the latest stall that was a sleep: of this machine, or of this process alone. */
  sleptAt = LONG_AGO
  /** How long that was, in ms; 0 when there was none. */
  sleptMs = 0
  /** The clock at the tick before the latest one. */
  since = 0
  /** Whether the latest tick came out of one that the wall clock alone tells of. */
  slept = false
  /**
   * The attention up to which peers may be judged. It lags behind {@link value} in a tick that came out of a stall:
   * what arrived meanwhile waits in the sockets, which are read between two ticks.
   */
  settled = 0
  readonly #capMs: number
  #before: number
  #wallBefore: number
  readonly #slackNow: () => number
  /** The longest gap that timers alone may make: the page may have been hidden or shown meanwhile, either will do. */
  #slackMs = 0
  /** By how much later peers are judged, and up to which attention: what left late is waited for as much longer. */
  #delayMs = 0
  #delayUntil = 0
  #awake = true

  /**
   * @param capMs the longest gap between two ticks that counts in full; longer ones are stalls.
   * @param slackNow `Clock.slackMs`.
   */
  constructor(capMs: number, now: number, wall: number, slackNow = () => 0) {
    this.#capMs = capMs
    this.#slackNow = slackNow
    this.#before = now
    this.#wallBefore = wall
  }

  /** Notes that we run, at `now`; answers the time since the tick before when it was a stall, else 0. */
  tick(now: number, wall: number): number {
    const gap = now - this.#before
    const ahead = wall - this.#wallBefore - gap
    this.since = this.#before
    this.#before = now
    this.#wallBefore = wall
    this.slept = ahead >= SHORTEST_SLEEP_MS
    const before = this.value
    const longest = this.#longest(gap)
    if (this.#slackMs > 0) {
      this.#delayMs = this.#slackMs
      this.#delayUntil = before + 2 * this.#slackMs
    }
    this.#slackMs = this.#slackNow()
    this.value += Math.min(gap, longest)
    const isStall = gap > longest || this.slept
    if (this.value > this.#delayUntil) this.#delayMs = 0
    this.settled = Math.max(this.settled, (isStall ? before : this.value) - this.#delayMs)
    if (!isStall) return 0
    this.stalledAt = this.value
    const lostMs = this.slept ? gap + ahead : gap
    if (this.slept || gap >= LONGEST_WORK_MS) {
      this.sleptAt = this.value
      this.sleptMs = lostMs
    }
    return lostMs
  }

  /** The attention between two ticks, at `now`. Never above what the next tick will say. */
  at(now: number): number {
    const gap = now - this.#before
    return this.value + (this.#awake ? Math.min(gap, this.#longest(gap)) : gap)
  }

  /** Stops ticking at `now`: nothing is due that could be charged, so until {@link wake} all time counts. */
  sleep(now: number): void {
    this.value = this.at(now)
    this.#before = now
    this.#awake = false
  }

  /** Ticks again from `now` on, after a time in which nobody looked; that time is no stall. */
  wake(now: number, wall: number): void {
    this.value = this.at(now)
    this.#before = now
    this.#wallBefore = wall
    this.#awake = true
    this.settled = this.value
  }

  /** The longest gap that is no stall; this one goes on or ends now. */
  #longest(gap: number): number {
    if (gap > this.#capMs) this.#slackMs = Math.max(this.#slackMs, this.#slackNow())
    return Math.max(this.#capMs, this.#slackMs)
  }
}
