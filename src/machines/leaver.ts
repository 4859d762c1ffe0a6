/**
 * A link whose place was taken: it carries no sends any more, is read until its peer has ended too, and closed in order.
 * What comes over it reaches the connection's readers as before.
 */
import type { Timer } from '../clock/clock.ts'
import { type Cause, timeoutCause } from '../transport/transport.ts'
import type { ConnectionEvent } from './events.ts'
import type { RotationHost } from './rotating.ts'
import type { Session } from './session.ts'
import type { Chart, SessionOwner } from './session-owner.ts'

const CANCELLED: Cause = { kind: 'cancelled', by: 'us' }

export class Leaver implements Chart, SessionOwner {
  readonly session: Session
  readonly #host: RotationHost
  readonly #gone: (leaver: Leaver) => void
  #overlap: Timer | null = null
  #isReading = true
  /** Its time is over. */
  #isDue = false
  #isClosing = false

  /** @param gone told when nothing is left of it. */
  constructor(session: Session, host: RotationHost, gone: (leaver: Leaver) => void) {
    this.session = session
    this.#host = host
    this.#gone = gone
  }

  /** Its place was taken: what comes over it is read by the connection's readers, and so is what waits there. */
  join(): void {
    this.session.inbox.frames$.subscribe((frame) => this.#host.session.inbox.pass(frame))
  }

  /** Whether its time is over, and slow readers alone keep it open. */
  get waits(): boolean {
    return this.#isDue && !this.#isClosing
  }

  /** It closes in `overlapMs`. */
  begin(overlapMs: number): void {
    if (overlapMs === 0) this.close()
    else this.#overlap = this.#host.world.clock.after(overlapMs, () => this.close())
  }

  /** Reading stops or goes on: not any more once it is closing, which has its own deadline. */
  flow(open: boolean): void {
    if (this.#isClosing) return
    this.#isReading = open
    this.session.flow(open)
    if (open && this.#isDue) this.close()
  }

  /** Closes it in order; while its readers are behind, when they have caught up. */
  close(): void {
    this.#isDue = true
    if (this.#isReading) this.#leave(() => this.session.leave())
  }

  /** The connection stops: nobody reads it any more, and it is closed in order, or `now` at once. */
  halt(now: boolean): void {
    this.#leave(() => this.session.letGo(CANCELLED))
    // One that was closing already has been read so far.
    this.session.traffic.hangUp()
    if (now) this.session.destroy()
  }

  // — as the chart —

  send(event: ConnectionEvent): void {
    switch (event.type) {
      case 'link.released':
        this.#overlap?.cancel()
        this.session.finish()
        return this.#gone(this)
      case 'link.ended':
      case 'hook.crashed':
        return this.#end(event.cause)
      case 'deadline.passed':
        return this.#end(timeoutCause(event.of))
      case 'peer.lost':
        return this.#end({ kind: 'silent', by: 'peer' })
    }
  }

  // — as the connection —

  phaseChanged(): void {}
  retryScheduled(): void {}
  staleChanged(): void {}
  rotationHinted(): void {}
  gone(): void {}

  framesDropped(frames: number, why: string): void {
    this.#host.framesDropped(frames, why)
  }

  #end(cause: Cause): void {
    if (this.#isClosing) this.session.destroy()
    else this.#leave(() => this.session.letGo(cause))
  }

  #leave(how: () => void): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#overlap?.cancel()
    how()
  }
}
