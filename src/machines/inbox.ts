/**
 * Where a connection's business frames wait for whoever reads them: a hot stream, a bounded hold before the first
 * subscriber, and back-pressure when it is full. It outlives links: what was received is not lost by a reconnect.
 */
import { Observable, Subject } from 'rxjs'
import { type Cause, ConnectionError } from '../transport/transport.ts'
import { Frame } from './frame.ts'

/** Lets the inbox stop and restart the reading of whatever link there is. */
export interface Valve {
  /** The number of reasons not to read has become positive, or zero again. */
  flow(open: boolean): void
}

interface Waiting {
  readonly resolve: (frame: Frame) => void
  readonly reject: (error: unknown) => void
}

export class Inbox {
  /** Hot: frames go to whoever is subscribed; they are held while nobody is, and while a link shakes hands. */
  readonly frames$: Observable<Frame>
  readonly #limit: number
  readonly #valve: Valve
  readonly #subject = new Subject<Frame>()
  readonly #held: Frame[] = []
  #handshaking = false
  #holding = false
  #blocks = 0
  #receiver: Waiting | null = null
  #end: { readonly failure: Cause | null } | null = null

  /** @param limit frames held before reading pauses. */
  constructor(limit: number, valve: Valve) {
    this.#limit = limit
    this.#valve = valve
    this.frames$ = new Observable((subscriber) => {
      const subscription = this.#subject.subscribe(subscriber)
      this.#drain()
      return subscription
    })
  }

  /** Whether reading should rest. */
  get blocked(): boolean {
    return this.#blocks > 0
  }

  /** How many frames wait. */
  get held(): number {
    return this.#held.length
  }

  deliver(data: Uint8Array, isText: boolean): void {
    const frame = new Frame(data, isText)
    if (this.#receiver !== null) {
      const { resolve } = this.#receiver
      this.#receiver = null
      resolve(frame)
    } else if (this.#subject.observed && !this.#handshaking && this.#held.length === 0) {
      this.#subject.next(frame)
    } else {
      this.#held.push(frame)
      if (this.#held.length >= this.#limit && !this.#holding) {
        this.#holding = true
        this.block()
      }
    }
  }

  /** The oldest frame that waits, left where it is. */
  peek(): Frame | null {
    return this.#held[0] ?? null
  }

  /** A link shakes hands: frames are its hooks' until {@link ready}. */
  shake(): void {
    this.#handshaking = true
  }

  /** The handshake is over: frames go to subscribers, also the one that a hook asked for and did not wait for. */
  ready(): void {
    this.#handshaking = false
    this.#receiver = null
    this.#drain()
  }

  /** The next frame, for a hook; one hook waits at a time. Rejects when `signal` aborts. */
  receive(signal: AbortSignal): Promise<Frame> {
    const waiting = this.#held.shift()
    if (waiting !== undefined) {
      this.#unhold()
      return Promise.resolve(waiting)
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#receiver = null
        reject(signal.reason)
      }
      if (signal.aborted) return abort()
      signal.addEventListener('abort', abort, { once: true })
      this.#receiver = {
        resolve: (frame) => {
          signal.removeEventListener('abort', abort)
          resolve(frame)
        },
        reject,
      }
    })
  }

  /** One more reason not to read. */
  block(): void {
    this.#blocks += 1
    if (this.#blocks === 1) this.#valve.flow(false)
  }

  unblock(): void {
    this.#blocks -= 1
    if (this.#blocks === 0) this.#valve.flow(true)
  }

  /** No frame will come any more. `failure` makes async iterations throw; streams complete either way. */
  end(failure: Cause | null): void {
    this.#end = { failure }
    this.ready()
  }

  /** Frames one by one, with a bounded buffer: when it is full, reading pauses. */
  iterate(): AsyncIterableIterator<Frame> {
    return new FrameIterator(this, this.#limit, () => this.#end?.failure ?? null)
  }

  #drain(): void {
    while (!this.#handshaking && this.#subject.observed) {
      const frame = this.#held.shift()
      if (frame === undefined) break
      this.#subject.next(frame)
    }
    this.#unhold()
    if (this.#end !== null && this.#held.length === 0) this.#subject.complete()
  }

  #unhold(): void {
    if (!this.#holding || this.#held.length >= this.#limit) return
    this.#holding = false
    this.unblock()
  }
}

class FrameIterator implements AsyncIterableIterator<Frame> {
  readonly #inbox: Inbox
  readonly #limit: number
  readonly #failure: () => Cause | null
  readonly #buffer: Frame[] = []
  readonly #waiting: ((result: IteratorResult<Frame> | Promise<IteratorResult<Frame>>) => void)[] = []
  readonly #subscription
  #full = false
  #done = false
  #left = false

  constructor(inbox: Inbox, limit: number, failure: () => Cause | null) {
    this.#inbox = inbox
    this.#limit = limit
    this.#failure = failure
    this.#subscription = inbox.frames$.subscribe({
      next: (frame) => this.#take(frame),
      complete: () => this.#finish(),
    })
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Frame> {
    return this
  }

  next(): Promise<IteratorResult<Frame>> {
    const frame = this.#buffer.shift()
    if (frame !== undefined) {
      if (this.#full && this.#buffer.length <= this.#limit / 2) {
        this.#full = false
        this.#inbox.unblock()
      }
      return Promise.resolve({ done: false, value: frame })
    }
    if (this.#done) return this.#end()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  return(): Promise<IteratorResult<Frame>> {
    this.#subscription?.unsubscribe()
    this.#buffer.length = 0
    if (this.#full) {
      this.#full = false
      this.#inbox.unblock()
    }
    this.#done = true
    this.#left = true
    for (const resolve of this.#waiting.splice(0)) resolve({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }

  #take(frame: Frame): void {
    const resolve = this.#waiting.shift()
    if (resolve !== undefined) return resolve({ done: false, value: frame })
    this.#buffer.push(frame)
    if (this.#buffer.length >= this.#limit && !this.#full) {
      this.#full = true
      this.#inbox.block()
    }
  }

  #finish(): void {
    this.#done = true
    for (const resolve of this.#waiting.splice(0)) resolve(this.#end())
  }

  #end(): Promise<IteratorResult<Frame>> {
    const failure = this.#left ? null : this.#failure()
    if (failure === null) return Promise.resolve({ done: true, value: undefined })
    return Promise.reject(new ConnectionError('the connection failed', failure))
  }
}
