/**
 * Where a connection's business frames wait for whoever reads them: a hot stream, a bounded hold before the first
 * subscriber, and back-pressure when it is full. It outlives links: what was received is not lost by a reconnect.
 */
import type { Observable } from 'rxjs'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import { Frame } from './frame.ts'
import { FrameIterator, type FrameSource } from './frame-iterator.ts'
import { Hold, MOST_HELD_OF_STRANGERS } from './hold.ts'
import { Hot } from './hot.ts'

/** Lets the inbox stop and restart the reading of whatever link there is. */
export interface Valve {
  /** The number of reasons not to read has become positive, or zero again. */
  flow(open: boolean): void
}

interface Waiting {
  readonly resolve: (frame: Frame) => void
}

/** Frames of a link that shakes hands: its hooks' alone until it has got through. */
interface Handshake {
  readonly frames: Hold
  receiver: Waiting | null
}

export class Inbox implements FrameSource {
  readonly #limit: number
  #valve: Valve
  readonly #frames = new Hot<Frame>(() => this.#drain())
  readonly #held: Hold
  #handshake: Handshake | null = null
  #blocks = 0
  /** What the valve was told last. */
  #isFlowing = true
  #end: { readonly failure: Cause | null } | null = null

  /**
   * @param limit frames held before reading pauses, or 4 MiB; each iteration may hold as many of its own, and so
   * may a handshake, up to 64 KiB.
   */
  constructor(limit: number, valve: Valve) {
    this.#limit = limit
    this.#held = new Hold(limit, this)
    this.#valve = valve
  }

  /** Hot: frames go to whoever is subscribed; they are held while nobody is. */
  get frames$(): Observable<Frame> {
    return this.#frames.stream$
  }

  /** Whether reading should rest. */
  get blocked(): boolean {
    return this.#blocks > 0
  }

  /** How many frames wait. */
  get held(): number {
    return this.#held.size + (this.#handshake?.frames.size ?? 0)
  }

  /** Whether a link shakes hands. */
  get shaking(): boolean {
    return this.#handshake !== null
  }

  deliver(data: Uint8Array, isText: boolean): void {
    const frame = new Frame(data, isText)
    if (this.#handshake !== null) this.#welcome(this.#handshake, frame)
    else this.pass(frame)
  }

  /** A frame that is business, whoever shakes hands. */
  pass(frame: Frame): void {
    if (this.#frames.observed && this.#held.size === 0) this.#frames.next(frame)
    else this.#held.add(frame)
  }

  // — a handshake —

  /** A link shakes hands: its frames are for its hooks until {@link ready} or {@link turnAway}. */
  shake(): void {
    this.#handshake ??= { frames: new Hold(this.#limit, null, MOST_HELD_OF_STRANGERS), receiver: null }
    this.#steer()
  }

  /** The oldest frame of the handshake that waits, left where it is. */
  peek(): Frame | null {
    return this.#handshake?.frames.first ?? null
  }

  /** The next frame of the handshake; one hook waits at a time. Rejects when `signal` aborts, or it is over. */
  receive(signal: AbortSignal): Promise<Frame> {
    const handshake = this.#handshake
    if (signal.aborted) return Promise.reject(signal.reason)
    if (handshake === null) {
      return Promise.reject(new ConnectionError('cannot receive: the handshake is over', null))
    }
    if (handshake.receiver !== null) {
      return Promise.reject(new ConnectionError('cannot receive: an earlier call still waits', null))
    }
    const waiting = handshake.frames.take()
    if (waiting !== undefined) {
      handshake.frames.ease()
      this.#steer()
      return Promise.resolve(waiting)
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        handshake.receiver = null
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort)
      handshake.receiver = {
        resolve: (frame) => {
          signal.removeEventListener('abort', abort)
          resolve(frame)
        },
      }
    })
  }

  /** The handshake got through: what its hooks left is business. A frame they asked for and did not wait for, too. */
  ready(): void {
    const left = this.#handshake?.frames.empty() ?? []
    this.#handshake = null
    for (const frame of left) this.#held.add(frame)
    this.#drain()
    this.#steer()
  }

  /** The handshake failed, or nobody wants what it left: its frames go with it. */
  turnAway(): void {
    this.#handshake = null
    this.#steer()
  }

  // — back-pressure —

  /** One more reason not to read. */
  block(): void {
    this.#blocks += 1
    this.#steer()
  }

  unblock(): void {
    this.#blocks -= 1
    this.#steer()
  }

  /** Reading is steered here from now on; a link that is opening begins by reading. */
  steerBy(valve: Valve, isOpening: boolean): void {
    this.#valve = valve
    if (!isOpening) this.#steer()
  }

  /** The link of `other` is this one's from now on, and so is the handshake that may be under way there. */
  succeed(other: Inbox): void {
    const handshake = other.#handshake
    this.#handshake = handshake
    // Without one it reads, whatever stopped it: what waits there is handed over.
    this.#isFlowing = handshake === null || other.#isFlowing
    if (handshake === null) return
    other.#handshake = null
    other.#isFlowing = true
  }

  /** A new link begins: it reads. */
  renew(): void {
    this.#isFlowing = true
  }

  /** A handshake reads until its own hold is full, whatever slow readers of earlier links asked for. */
  #steer(): void {
    const flows = this.#handshake === null ? this.#blocks === 0 : !this.#handshake.frames.isFull
    if (flows === this.#isFlowing) return
    this.#isFlowing = flows
    this.#valve.flow(flows)
  }

  /** No frame will come any more. `failure` makes async iterations throw; streams complete either way. */
  end(failure: Cause | null): void {
    this.#end = { failure }
    this.ready()
  }

  /** A reader left frames it had not looked at: unless others had them too, they wait for the next one. */
  giveBack(frames: readonly Frame[]): void {
    if (this.#frames.observed) return
    for (const frame of frames) this.#held.add(frame)
  }

  /** Frames one by one, with a bounded buffer: when it is full, reading pauses. */
  iterate(): AsyncIterableIterator<Frame> {
    return new FrameIterator(this, this.#limit, () => this.#end?.failure ?? null)
  }

  #welcome(handshake: Handshake, frame: Frame): void {
    if (handshake.receiver !== null) {
      const { resolve } = handshake.receiver
      handshake.receiver = null
      return resolve(frame)
    }
    handshake.frames.add(frame)
    this.#steer()
  }

  #drain(): void {
    while (this.#frames.observed) {
      const frame = this.#held.take()
      if (frame === undefined) break
      this.#frames.next(frame)
    }
    this.#held.ease()
    if (this.#end !== null && this.#held.size === 0) this.#frames.complete()
  }
}
