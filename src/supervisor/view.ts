/** What a connection tells of itself when asked: of its present link, and of all its links together. */
import type { Observable } from 'rxjs'
import type { Clock } from '../clock/clock.ts'
import type { Phase } from '../machines/events.ts'
import type { Frame } from '../machines/frame.ts'
import type { Quality } from '../machines/quality.ts'
import type { Rotator } from '../machines/rotating.ts'
import type { Session } from '../machines/session.ts'
import type { Quantiles } from '../machines/sketch.ts'
import type { Counts } from '../machines/traffic.ts'
import type { World } from '../machines/world.ts'
import type { Cause } from '../transport/transport.ts'
import type { StopOptions } from './child.ts'

/** @internal What a {@link Connection} tells of itself when asked. */
export abstract class ConnectionView {
  /** @internal Of the link that carries what is sent. */
  abstract readonly session: Session
  /** @internal Null where links are not replaced. */
  abstract readonly rotator: Rotator | null
  /** @internal */
  abstract readonly world: World
  /** Where it is in its life. */
  abstract readonly phase: Phase
  /** @internal */
  abstract halt(options: StopOptions): void

  /** Its supervisor's clock: what goes with the connection should run on the same. */
  get clock(): Clock {
    return this.world.clock
  }

  /** Why the latest link ended, or would not open; null while none has. */
  get cause(): Cause | null {
    return this.session.cause
  }

  /**
   * Where its link leads, or the next one will, for people; of a transport that leads to several endpoints, the one that
   * was chosen. Null for accepted connections.
   */
  get endpoint(): string | null {
    return this.session.endpoint
  }

  /** Counts the links of this connection from 1, those that would not open included. */
  get generation(): number {
    return this.session.generation
  }

  /** What went over it so far, all its links together. */
  get counts(): Counts {
    return this.rotator?.counts ?? this.session.counts
  }

  /** Round-trip times of matched answers, in ms (right within 10 %); null when none was ever measured. */
  get rttMs(): Quantiles | null {
    return this.session.rtt?.summary() ?? null
  }

  /** The latest round-trip time, in ms; null when none was ever measured. */
  get lastRttMs(): number | null {
    return this.session.rtt?.lastMs ?? null
  }

  /** Whether anything was heard over its present link: the system of a frozen peer still accepts, and answers nothing. */
  get isProven(): boolean {
    return this.session.isProven
  }

  /** For how long the peer was not heard, in ms of attention; null without an open link. */
  get silentMs(): number | null {
    return this.session.silentMs
  }

  /**
   * How suspicious its silence is, as its detector sees it: from 0, nothing is missing, to 1, the verdict. Null without
   * an open link.
   */
  get suspicion(): number | null {
    return this.session.suspicion
  }

  /** Whether no business frame has come for `staleAfterMs`; false where that is not watched. */
  get isStale(): boolean {
    return this.session.isStale
  }

  /** How well it was watched, in figures, all its links together. */
  get quality(): Quality {
    return this.session.quality
  }

  /** Heartbeats missed in a row, now. */
  get misses(): number {
    return this.session.misses
  }

  /**
   * Business frames, never heartbeats. Hot. Those that come while nobody is subscribed are held up to `holdFrames`,
   * then reading pauses. Completes when the connection has ended for good.
   */
  get frames$(): Observable<Frame> {
    return this.session.inbox.frames$
  }

  /** Frames one by one; ends when the connection has stopped, throws its cause when it has failed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Frame> {
    return this.session.inbox.iterate()
  }

  /** @internal Who waits to dial again has nothing that could be closed in order, so nobody has to wait for its turn. */
  resign(): void {
    if (this.phase === 'backoff') this.halt({})
  }

  /** Frames that wait for a subscriber. */
  get held(): number {
    return this.session.inbox.held
  }
}
