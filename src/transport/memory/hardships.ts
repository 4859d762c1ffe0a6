/** What can go wrong between and on the hosts of a memory network. */
import type { Judge, Verdict } from './verdict.ts'

/** Ends a hardship. Calling it again does nothing. */
export type Cure = () => void

/** Where a hardship that lies between two hosts holds. */
export interface WayOptions {
  /** Only from the first to the second. Default false: both ways. */
  readonly oneWay?: boolean
}

/** How late things arrive. */
export interface DelayOptions extends WayOptions {
  /** How much later each trip may be at most, drawn evenly; finite, at least 0, default 0. Streams keep their order. */
  readonly jitterMs?: number
}

/**
 * Most calls answer their cure. Hardships nest: they add up, each ends by its own cure alone, in any order. Every call
 * throws an OptionError when it names a host that the network does not have (a typo would cure anything), or a number
 * out of its range.
 */
export interface Hardships {
  /** Adds `ms`, finite and at least 0, to every trip between two hosts. Several delays add up. */
  delay(a: string, b: string, ms: number, options?: DelayOptions): Cure
  /**
   * Between two hosts no more than so many bytes a second pass, at least 1, in each direction by itself. All connections
   * of a direction share it and wait in one line. Of several the narrowest counts. The cure lets the whole line go.
   */
  bandwidth(a: string, b: string, bytesPerSecond: number, options?: WayOptions): Cure
  /**
   * Cuts two hosts apart in silence: nothing arrives in either direction, nobody is told, dials hang. What was and is
   * sent meanwhile arrives after the cure, in order, as retransmission would have it; messages are lost.
   */
  cut(a: string, b: string): Cure
  /** The same in one direction only; no acknowledgements travel it either, so what comes the other way fills up. */
  cutOneWay(from: string, to: string): Cure
  /**
   * Cuts the connections that there are now, as a middlebox does that has forgotten them: those that are dialled later pass.
   * After the cure they go on.
   */
  cutOpen(a: string, b: string, options?: WayOptions): Cure
  /**
   * A share, from 0 to 1, of all frames between two hosts meets `verdict`, by the network's chance.
   * @throws OptionError naming `verdict` when it befalls messages alone and neither host has a port for such; where both
   * kinds travel, streams are spared.
   */
  frames(a: string, b: string, share: number, verdict: Verdict, options?: WayOptions): Cure
  /**
   * `judge` decides what befalls each frame from one host to another, when it sets off. Of several judges each is asked in
   * turn: delays add up, and the first other verdict counts. The cure also ends the cuts that it has spoken.
   *
   * A verdict that the frame cannot meet (one for messages, of a stream) lets it pass, and is thrown as an OptionError in
   * the next event of the clock.
   */
  judge(from: string, to: string, judge: Judge): Cure
  /** Dials of `host` are refused: all of them, or those of one port. Open links stay. */
  refuse(host: string, port?: number): Cure
  /** Dials of `host` find no route. Open links stay. */
  unreachable(host: string): Cure
  /**
   * The listeners of `host` accept nothing: its kernel takes dials and as many bytes as the window allows, its process
   * sees neither. Links it had accepted before go on. The cure lets it see what waits.
   */
  mute(host: string): Cure
  /**
   * The process of `host` reads no more than so many bytes a second from each connection, in small portions; 0: none. Its
   * kernel takes what the window allows. Of several the slowest counts.
   */
  slowReader(host: string, bytesPerSecond: number): Cure
  /**
   * The process of `host` does not run (SIGSTOP): it hears nothing, what it writes, closes or destroys takes effect
   * after the thaw, and timers of the host's own `clock` wait. Its kernel goes on accepting dials and
   * bytes. After the thaw (SIGCONT) its overdue timers run first, then everything else it is owed arrives, in order.
   */
  freeze(host: string): Cure
  /** The process of `host` is busy for `ms`: a {@link freeze} that ends by itself, or by its cure. */
  stall(host: string, ms: number): Cure
  /**
   * The whole machine is suspended for `ms`, or until the cure: kernel and process do not run, the host's `clock.now()`
   * stands still as Linux's monotonic clock does, and so do its timers: they have as much time left after it as before.
   * `clock.wall()` goes on. Streams retransmit to it when it wakes, messages are lost.
   */
  sleep(host: string, ms: number): Cure
  /** The wall clock of `host` is set, forward or (negative) back. Happens, and has no cure but another one. */
  jumpWall(host: string, ms: number): void
  /** A reset strikes every connection between two hosts, at both ends, in the next event. */
  reset(a: string, b: string): void
  /**
   * The process of `host` dies, and stays dead until the cure: its timers and callbacks never run, its ports are free, its
   * peers are reset, and whoever owned its links and listeners is told nothing. What code of it still runs elsewhere (it
   * awaited something) dials, listens and waits in vain. With the cure what was started there (`MemoryHost.start`) starts
   * again, in the next event.
   */
  down(host: string): Cure
  /** The process of `host` dies, and is started again at once: {@link down}, cured. */
  crash(host: string): void
}
