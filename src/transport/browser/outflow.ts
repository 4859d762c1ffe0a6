/** What was given to a platform's WebSocket and has not left yet. Browsers tell nobody when it has: they must be asked. */
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Cause, Payload } from '../transport.ts'
import { OPEN, type PlatformSocket } from './platform.ts'

/** How often it is asked while bytes wait: soon at first, then less and less often, until some have left. */
const SHORTEST_POLL_MS = 1
const LONGEST_POLL_MS = 64

/** A callback that waits until everything up to a point has left. */
interface Promised {
  readonly upTo: number
  readonly taken: (cause: Cause | null) => void
}

export class Outflow {
  readonly #socket: PlatformSocket
  readonly #clock: Clock
  readonly #drained: () => void
  /** Bytes that ever waited. */
  #queued = 0
  #promised: Promised[] = []
  #timer: Timer | null = null
  #pollMs = SHORTEST_POLL_MS
  #flushedThen = 0

  /** @param drained called when nothing waits any more. */
  constructor(socket: PlatformSocket, clock: Clock, drained: () => void) {
    this.#socket = socket
    this.#clock = clock
    this.#drained = drained
  }

  get buffered(): number {
    return this.#socket.bufferedAmount
  }

  /** Bytes that waited and have left. */
  get flushed(): number {
    return this.#queued - this.buffered
  }

  /**
   * A peer's goodbye closes the socket for messages some time before `onclose` says so, and why. What is given to it
   * then would be lost, complained of on the page's console, and counted as waiting for good: it is told the cause instead.
   */
  send(message: Payload, taken?: (cause: Cause | null) => void): void {
    if (this.#socket.readyState !== OPEN) {
      if (taken !== undefined) this.#promised.push({ upTo: Number.POSITIVE_INFINITY, taken })
      return
    }
    const before = this.buffered
    this.#socket.send(message)
    this.#queued += this.buffered - before
    if (taken !== undefined) this.#promised.push({ upTo: this.#queued, taken })
    if (this.#timer === null) this.#look()
  }

  /** The socket is gone: whoever waits is told why. */
  end(cause: Cause): void {
    this.#timer?.cancel()
    for (const { taken } of this.#promised.splice(0)) taken(cause)
  }

  #look(): void {
    const { flushed } = this
    const left = this.#promised.filter(({ upTo }) => upTo > flushed)
    const done = this.#promised.splice(0, this.#promised.length - left.length)
    if (this.buffered > 0) {
      this.#pollMs =
        flushed > this.#flushedThen ? SHORTEST_POLL_MS : Math.min(this.#pollMs * 2, LONGEST_POLL_MS)
      this.#flushedThen = flushed
      this.#timer = this.#clock.after(this.#pollMs, () => this.#again())
    }
    for (const { taken } of done) taken(null)
  }

  #again(): void {
    this.#timer = null
    this.#look()
    if (this.#timer === null) this.#drained()
  }
}
